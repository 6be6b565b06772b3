#include "textflag.h"
#include "go_asm.h"
#include "neon_arm64.h"

// MADD8 adds the products of eight inputs of a row, V24 and V25, and four outputs.
// w has the weights of the first four inputs, w+4 those of the others. The sums of
// 16 bits fit (dense.sumsFit).
#define MADD8(w, sum) \
	SMULL(24, w, 26); \
	SMULL2(24, w, 27); \
	SMLAL(25, w+4, 26); \
	SMLAL2(25, w+4, 27); \
	VADDP V27.H8, V26.H8, V26.H8; \
	SADALP(26, sum)

#define MADD_ROW(row, sum) \
	VLD1R.P 4(row), [V24.S4]; \
	VLD1R.P 4(row), [V25.S4]; \
	MADD8(16, sum); \
	MADD8(17, sum+1); \
	MADD8(18, sum+2); \
	MADD8(19, sum+3)

// DOT4 adds the products of inputs 4i to 4i+3 of four rows, V16 to V19, and 16 outputs.
#define DOT4(i) \
	VLD1.P 64(R9), [V20.B16, V21.B16, V22.B16, V23.B16]; \
	DOT_ROW(16, i, 0); \
	DOT_ROW(17, i, 4); \
	DOT_ROW(18, i, 8); \
	DOT_ROW(19, i, 12)

#define DOT_ROW(a, i, sum) \
	SDOT(a, i, 20, sum); \
	SDOT(a, i, 21, sum+1); \
	SDOT(a, i, 22, sum+2); \
	SDOT(a, i, 23, sum+3)

// FINISH_ROW computes floats of the sums of a row as product.finish does: V20 to
// V23, V24 to V27 and V28 to V31 are origin, scale and bias of the outputs.
#define FINISH_ROW(v0, v1, v2, v3, sum) \
	VLD1R.P 4(R6), [V16.S4]; \
	VSUB V20.S4, v0.S4, v0.S4; \
	VSUB V21.S4, v1.S4, v1.S4; \
	VSUB V22.S4, v2.S4, v2.S4; \
	VSUB V23.S4, v3.S4, v3.S4; \
	SCVTF4(sum, sum); \
	SCVTF4(sum+1, sum+1); \
	SCVTF4(sum+2, sum+2); \
	SCVTF4(sum+3, sum+3); \
	WITH4(FMUL4, 16, sum, sum); \
	EACH4(FMUL4, 24, sum, sum); \
	EACH4(FADD4, 28, sum, sum)

#define ADD_ROW(sum) \
	VLD1 (R10), [V16.S4, V17.S4, V18.S4, V19.S4]; \
	EACH4(FADD4, 16, sum, sum); \
	ADD R3, R10

#define STORE_ROW(v0, v1, v2, v3) \
	VST1 [v0.S4, v1.S4, v2.S4, v3.S4], (R8); \
	ADD R3, R8

// func matmulARM64(p *product, dot bool)
// Four rows and one panel at once: 16 sums, V0 to V15. All rows come before the
// next panel, so that the panel stays in the cache.
TEXT ·matmulARM64(SB), NOSPLIT, $0-9
	MOVD p+0(FP), R0
	MOVBU dot+8(FP), R14
	MOVD product_d(R0), R1
	MOVD dense_in(R1), R2
	MOVD dense_out(R1), R3
	LSL $2, R3               // bytes of a row of y
	MOVD ZR, R4              // output

panels:
	MOVD product_a(R0), R5
	MOVD product_scale(R0), R6
	MOVD product_rows(R0), R7
	MOVD product_y(R0), R8
	ADD R4<<2, R8
	CBZ R7, done

rows:
	MOVD dense_weights(R1), R9
	MADD R2, R9, R4, R9
	ADD R2, R5, R10          // the other three rows
	ADD R2, R10, R11
	ADD R2, R11, R12
	MOVD R2, R13
	CLEAR16
	CBNZ R14, dot

inputs:
	VLD1.P 64(R9), [V16.B16, V17.B16, V18.B16, V19.B16]
	VLD1.P 64(R9), [V20.B16, V21.B16, V22.B16, V23.B16]
	MADD_ROW(R5, 0)
	MADD_ROW(R10, 4)
	MADD_ROW(R11, 8)
	MADD_ROW(R12, 12)
	SUBS $8, R13
	BNE inputs
	B finish

dot:
	VLD1.P 16(R5), [V16.B16]
	VLD1.P 16(R10), [V17.B16]
	VLD1.P 16(R11), [V18.B16]
	VLD1.P 16(R12), [V19.B16]
	DOT4(0)
	DOT4(1)
	DOT4(2)
	DOT4(3)
	SUBS $16, R13
	BNE dot

finish:
	MOVD R12, R5             // the next four rows
	MOVD dense_origin(R1), R10
	ADD R4<<2, R10
	VLD1 (R10), [V20.S4, V21.S4, V22.S4, V23.S4]
	MOVD dense_scale(R1), R10
	ADD R4<<2, R10
	VLD1 (R10), [V24.S4, V25.S4, V26.S4, V27.S4]
	MOVD dense_bias(R1), R10
	ADD R4<<2, R10
	VLD1 (R10), [V28.S4, V29.S4, V30.S4, V31.S4]
	FINISH_ROW(V0, V1, V2, V3, 0)
	FINISH_ROW(V4, V5, V6, V7, 4)
	FINISH_ROW(V8, V9, V10, V11, 8)
	FINISH_ROW(V12, V13, V14, V15, 12)
	MOVD product_mode(R0), R10
	CMP $const_store, R10
	BEQ write
	CMP $const_accumulate, R10
	BEQ add
	VEOR V16.B16, V16.B16, V16.B16
	WITH8(FMAX4, 16, 0, 0)
	WITH8(FMAX4, 16, 8, 8)
	B write

add:
	MOVD R8, R10
	ADD_ROW(0)
	ADD_ROW(4)
	ADD_ROW(8)
	ADD_ROW(12)

write:
	STORE_ROW(V0, V1, V2, V3)
	STORE_ROW(V4, V5, V6, V7)
	STORE_ROW(V8, V9, V10, V11)
	STORE_ROW(V12, V13, V14, V15)
	SUBS $4, R7
	BNE rows

	ADD $const_panelOutputs, R4
	CMP R4<<2, R3
	BNE panels

done:
	RET
