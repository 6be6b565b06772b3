#include "textflag.h"
#include "go_asm.h"

// The products of activations and weights. Both functions go through the panels
// of weights; for each group of panels they go through all rows, so that the
// panels stay in the cache. Integer sums are exact, hence equal; the floats are
// computed as product.finish does.
//
// Registers of both:
//	DI product   DX dense       R8 inputs     R9 bytes of a panel
//	SI rows of activations      BX weights    CX counts the inputs
//	R10 output  R11 rows left  R12 y          R13 scale of the rows

// MULTIPLY4 adds the products of four inputs of a row and four panels (Z24-Z27).
#define MULTIPLY4(a, s0, s1, s2, s3) \
	VPBROADCASTD a, Z28; \
	VPDPBUSD Z24, Z28, s0; \
	VPDPBUSD Z25, Z28, s1; \
	VPDPBUSD Z26, Z28, s2; \
	VPDPBUSD Z27, Z28, s3

// FINISH16 makes 16 floats of sums; Z28 is the scale of the row, AX, BX, CX are
// origin, scale and bias of the outputs.
#define FINISH16(at, s) \
	VPSUBD at(AX), s, s; \
	VCVTDQ2PS s, s; \
	VMULPS Z28, s, s; \
	VMULPS at(BX), s, s; \
	VADDPS at(CX), s, s

#define FINISH_ROW(row, s0, s1, s2, s3) \
	VBROADCASTSS (4*row)(R13), Z28; \
	FINISH16(0, s0); \
	FINISH16(64, s1); \
	FINISH16(128, s2); \
	FINISH16(192, s3)

#define RELU_ROW(s0, s1, s2, s3) \
	VMAXPS Z31, s0, s0; \
	VMAXPS Z31, s1, s1; \
	VMAXPS Z31, s2, s2; \
	VMAXPS Z31, s3, s3

#define ADD_ROW(s0, s1, s2, s3) \
	VADDPS (R12), s0, s0; \
	VADDPS 64(R12), s1, s1; \
	VADDPS 128(R12), s2, s2; \
	VADDPS 192(R12), s3, s3; \
	ADDQ AX, R12

#define STORE_ROW(s0, s1, s2, s3) \
	VMOVUPS s0, (R12); \
	VMOVUPS s1, 64(R12); \
	VMOVUPS s2, 128(R12); \
	VMOVUPS s3, 192(R12); \
	ADDQ AX, R12

// func matmulVNNI(p *product)
// Six rows and four panels at once: 24 sums, Z0 to Z23.
TEXT ·matmulVNNI(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), DI
	MOVQ product_d(DI), DX
	MOVQ dense_in(DX), R8
	MOVQ R8, R9
	SHLQ $4, R9
	VPXORD Z31, Z31, Z31
	XORQ R10, R10

panels:
	MOVQ product_a(DI), SI
	MOVQ product_scale(DI), R13
	MOVQ product_rows(DI), R11
	MOVQ product_y(DI), R12
	LEAQ (R12)(R10*4), R12
	TESTQ R11, R11
	JZ done

rows:
	MOVQ dense_weights(DX), BX
	MOVQ R10, AX
	IMULQ R8, AX
	ADDQ AX, BX
	VPXORD Z0, Z0, Z0
	VMOVDQA32 Z0, Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z0, Z3
	VMOVDQA32 Z0, Z4
	VMOVDQA32 Z0, Z5
	VMOVDQA32 Z0, Z6
	VMOVDQA32 Z0, Z7
	VMOVDQA32 Z0, Z8
	VMOVDQA32 Z0, Z9
	VMOVDQA32 Z0, Z10
	VMOVDQA32 Z0, Z11
	VMOVDQA32 Z0, Z12
	VMOVDQA32 Z0, Z13
	VMOVDQA32 Z0, Z14
	VMOVDQA32 Z0, Z15
	VMOVDQA32 Z0, Z16
	VMOVDQA32 Z0, Z17
	VMOVDQA32 Z0, Z18
	VMOVDQA32 Z0, Z19
	VMOVDQA32 Z0, Z20
	VMOVDQA32 Z0, Z21
	VMOVDQA32 Z0, Z22
	VMOVDQA32 Z0, Z23
	MOVQ R8, CX
	SHRQ $2, CX
	MOVQ SI, AX
	LEAQ (R8)(R8*2), R14     // three rows
	LEAQ (R9)(R9*2), R15     // three panels
	ADDQ R14, SI             // the fourth row

inputs:
	VMOVDQU32 (BX), Z24
	VMOVDQU32 (BX)(R9*1), Z25
	VMOVDQU32 (BX)(R9*2), Z26
	VMOVDQU32 (BX)(R15*1), Z27
	MULTIPLY4((AX), Z0, Z1, Z2, Z3)
	MULTIPLY4((AX)(R8*1), Z4, Z5, Z6, Z7)
	MULTIPLY4((AX)(R8*2), Z8, Z9, Z10, Z11)
	MULTIPLY4((SI), Z12, Z13, Z14, Z15)
	MULTIPLY4((SI)(R8*1), Z16, Z17, Z18, Z19)
	MULTIPLY4((SI)(R8*2), Z20, Z21, Z22, Z23)
	ADDQ $64, BX
	ADDQ $4, AX
	ADDQ $4, SI
	DECQ CX
	JNZ inputs

	LEAQ (AX)(R14*1), SI
	SUBQ R8, SI
	ADDQ R14, SI             // the next six rows
	MOVQ dense_origin(DX), AX
	LEAQ (AX)(R10*4), AX
	MOVQ dense_scale(DX), BX
	LEAQ (BX)(R10*4), BX
	MOVQ dense_bias(DX), CX
	LEAQ (CX)(R10*4), CX
	FINISH_ROW(0, Z0, Z1, Z2, Z3)
	FINISH_ROW(1, Z4, Z5, Z6, Z7)
	FINISH_ROW(2, Z8, Z9, Z10, Z11)
	FINISH_ROW(3, Z12, Z13, Z14, Z15)
	FINISH_ROW(4, Z16, Z17, Z18, Z19)
	FINISH_ROW(5, Z20, Z21, Z22, Z23)
	MOVQ dense_out(DX), AX
	SHLQ $2, AX              // bytes of a row of y
	MOVQ product_mode(DI), BX
	CMPQ BX, $const_store
	JE write
	CMPQ BX, $const_accumulate
	JE add
	RELU_ROW(Z0, Z1, Z2, Z3)
	RELU_ROW(Z4, Z5, Z6, Z7)
	RELU_ROW(Z8, Z9, Z10, Z11)
	RELU_ROW(Z12, Z13, Z14, Z15)
	RELU_ROW(Z16, Z17, Z18, Z19)
	RELU_ROW(Z20, Z21, Z22, Z23)
	JMP write

add:
	MOVQ R12, BX
	ADD_ROW(Z0, Z1, Z2, Z3)
	ADD_ROW(Z4, Z5, Z6, Z7)
	ADD_ROW(Z8, Z9, Z10, Z11)
	ADD_ROW(Z12, Z13, Z14, Z15)
	ADD_ROW(Z16, Z17, Z18, Z19)
	ADD_ROW(Z20, Z21, Z22, Z23)
	MOVQ BX, R12

write:
	STORE_ROW(Z0, Z1, Z2, Z3)
	STORE_ROW(Z4, Z5, Z6, Z7)
	STORE_ROW(Z8, Z9, Z10, Z11)
	STORE_ROW(Z12, Z13, Z14, Z15)
	STORE_ROW(Z16, Z17, Z18, Z19)
	STORE_ROW(Z20, Z21, Z22, Z23)
	ADDQ $24, R13
	SUBQ $6, R11
	JNZ rows

	ADDQ $64, R10
	CMPQ R10, dense_out(DX)
	JNE panels

done:
	VZEROUPPER
	RET

// MADD8 adds the products of eight inputs of a row and one panel. Y8 and Y9 are
// the inputs, Y15 is ones. The sum of two results of VPMADDUBSW fits into 16 bits
// (dense.sumsFit).
#define MADD8(a, s0, s1) \
	VPBROADCASTD 0 a, Y8; \
	VPBROADCASTD 4 a, Y9; \
	VPMADDUBSW (BX), Y8, Y10; \
	VPMADDUBSW 64(BX), Y9, Y11; \
	VPMADDUBSW 32(BX), Y8, Y12; \
	VPMADDUBSW 96(BX), Y9, Y13; \
	VPADDW Y10, Y11, Y10; \
	VPADDW Y12, Y13, Y12; \
	VPMADDWD Y15, Y10, Y10; \
	VPMADDWD Y15, Y12, Y12; \
	VPADDD Y10, s0, s0; \
	VPADDD Y12, s1, s1

#define FINISH8(at, s) \
	VPSUBD at(AX), s, s; \
	VCVTDQ2PS s, s; \
	VMULPS Y8, s, s; \
	VMULPS at(BX), s, s; \
	VADDPS at(CX), s, s

#define FINISH_SHORT(row, s0, s1) \
	VBROADCASTSS (4*row)(R13), Y8; \
	FINISH8(0, s0); \
	FINISH8(32, s1)

// func matmulAVX2(p *product)
// Four rows and one panel at once: 8 sums, Y0 to Y7.
TEXT ·matmulAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), DI
	MOVQ product_d(DI), DX
	MOVQ dense_in(DX), R8
	LEAQ (R8)(R8*2), R14     // three rows
	MOVQ dense_out(DX), R15
	SHLQ $2, R15             // bytes of a row of y
	LEAQ (R15)(R15*2), R9
	VPCMPEQW Y15, Y15, Y15
	VPSRLW $15, Y15, Y15
	VPXOR Y14, Y14, Y14
	XORQ R10, R10

panels:
	MOVQ product_a(DI), SI
	MOVQ product_scale(DI), R13
	MOVQ product_rows(DI), R11
	MOVQ product_y(DI), R12
	LEAQ (R12)(R10*4), R12
	TESTQ R11, R11
	JZ done

rows:
	MOVQ dense_weights(DX), BX
	MOVQ R10, AX
	IMULQ R8, AX
	ADDQ AX, BX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	MOVQ R8, CX
	SHRQ $3, CX

inputs:
	MADD8((SI), Y0, Y1)
	MADD8((SI)(R8*1), Y2, Y3)
	MADD8((SI)(R8*2), Y4, Y5)
	MADD8((SI)(R14*1), Y6, Y7)
	ADDQ $128, BX
	ADDQ $8, SI
	DECQ CX
	JNZ inputs

	ADDQ R14, SI             // the next four rows
	MOVQ dense_origin(DX), AX
	LEAQ (AX)(R10*4), AX
	MOVQ dense_scale(DX), BX
	LEAQ (BX)(R10*4), BX
	MOVQ dense_bias(DX), CX
	LEAQ (CX)(R10*4), CX
	FINISH_SHORT(0, Y0, Y1)
	FINISH_SHORT(1, Y2, Y3)
	FINISH_SHORT(2, Y4, Y5)
	FINISH_SHORT(3, Y6, Y7)
	MOVQ product_mode(DI), BX
	CMPQ BX, $const_store
	JE write
	CMPQ BX, $const_accumulate
	JE add
	VMAXPS Y14, Y0, Y0
	VMAXPS Y14, Y1, Y1
	VMAXPS Y14, Y2, Y2
	VMAXPS Y14, Y3, Y3
	VMAXPS Y14, Y4, Y4
	VMAXPS Y14, Y5, Y5
	VMAXPS Y14, Y6, Y6
	VMAXPS Y14, Y7, Y7
	JMP write

add:
	VADDPS (R12), Y0, Y0
	VADDPS 32(R12), Y1, Y1
	VADDPS (R12)(R15*1), Y2, Y2
	VADDPS 32(R12)(R15*1), Y3, Y3
	VADDPS (R12)(R15*2), Y4, Y4
	VADDPS 32(R12)(R15*2), Y5, Y5
	VADDPS (R12)(R9*1), Y6, Y6
	VADDPS 32(R12)(R9*1), Y7, Y7

write:
	VMOVUPS Y0, (R12)
	VMOVUPS Y1, 32(R12)
	VMOVUPS Y2, (R12)(R15*1)
	VMOVUPS Y3, 32(R12)(R15*1)
	VMOVUPS Y4, (R12)(R15*2)
	VMOVUPS Y5, 32(R12)(R15*2)
	VMOVUPS Y6, (R12)(R9*1)
	VMOVUPS Y7, 32(R12)(R9*1)
	LEAQ (R12)(R15*4), R12
	ADDQ $16, R13
	SUBQ $4, R11
	JNZ rows

	ADDQ $const_panelOutputs, R10
	CMPQ R10, dense_out(DX)
	JNE panels

done:
	VZEROUPPER
	RET
