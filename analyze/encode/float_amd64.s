#include "textflag.h"
#include "go_asm.h"

// The operations on floats, for AVX2. They give the bits of the portable
// functions: the same operations in the same order, in as many lanes as there
// are sums, and no fused multiply-add.

// FOLD adds the 32 sums in Y0 to Y3 as fold does; the result is in X0.
#define FOLD \
	VADDPS Y2, Y0, Y0; \
	VADDPS Y3, Y1, Y1; \
	VADDPS Y1, Y0, Y0; \
	VEXTRACTF128 $1, Y0, X1; \
	VADDPS X1, X0, X0; \
	VPERMILPS $0xee, X0, X1; \
	VADDPS X1, X0, X0; \
	VPERMILPS $0x55, X0, X1; \
	VADDSS X1, X0, X0

// TOP sets X0 to the largest of the lanes of Y0 to Y3.
#define TOP \
	VMAXPS Y2, Y0, Y0; \
	VMAXPS Y3, Y1, Y1; \
	VMAXPS Y1, Y0, Y0; \
	VEXTRACTF128 $1, Y0, X1; \
	VMAXPS X1, X0, X0; \
	VPERMILPS $0xee, X0, X1; \
	VMAXPS X1, X0, X0; \
	VPERMILPS $0x55, X0, X1; \
	VMAXSS X1, X0, X0

#define CLEAR4 \
	VXORPS Y0, Y0, Y0; \
	VXORPS Y1, Y1, Y1; \
	VXORPS Y2, Y2, Y2; \
	VXORPS Y3, Y3, Y3

// SQUARE adds the square of the distance between x and the mean, Y8.
#define SQUARE(at, s) \
	VMOVUPS at(SI)(CX*4), Y4; \
	VSUBPS Y8, Y4, Y4; \
	VMULPS Y4, Y4, Y4; \
	VADDPS Y4, s, s

// NORMALISE writes (x - mean) * (gain * inverse) + bias, with the mean in Y8 and
// the inverse in Y9, and keeps the largest absolute value.
#define NORMALISE(at, s) \
	VMOVUPS at(SI)(CX*4), Y4; \
	VSUBPS Y8, Y4, Y4; \
	VMULPS at(R8)(CX*4), Y9, Y5; \
	VMULPS Y5, Y4, Y4; \
	VADDPS at(R9)(CX*4), Y4, Y4; \
	VMOVUPS Y4, at(DI)(CX*4); \
	VANDPS Y10, Y4, Y4; \
	VMAXPS Y4, s, s

// func normaliseAVX2(y, x, gain, bias []float32) float32
TEXT ·normaliseAVX2(SB), NOSPLIT, $0-100
	MOVQ y_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), DX
	MOVQ gain_base+48(FP), R8
	MOVQ bias_base+72(FP), R9
	VCVTSI2SSQ DX, X11, X11
	VPCMPEQD Y10, Y10, Y10
	VPSRLD $1, Y10, Y10
	CLEAR4
	XORQ CX, CX

sum:
	VADDPS (SI)(CX*4), Y0, Y0
	VADDPS 32(SI)(CX*4), Y1, Y1
	VADDPS 64(SI)(CX*4), Y2, Y2
	VADDPS 96(SI)(CX*4), Y3, Y3
	ADDQ $const_sumLanes, CX
	CMPQ CX, DX
	JB sum
	FOLD
	VDIVSS X11, X0, X0
	VBROADCASTSS X0, Y8
	CLEAR4
	XORQ CX, CX

squares:
	SQUARE(0, Y0)
	SQUARE(32, Y1)
	SQUARE(64, Y2)
	SQUARE(96, Y3)
	ADDQ $const_sumLanes, CX
	CMPQ CX, DX
	JB squares
	FOLD
	VDIVSS X11, X0, X0
	VADDSS ·table+constants_epsilon(SB), X0, X0
	VSQRTSS X0, X0, X0
	VMOVSS ·table+constants_one(SB), X1
	VDIVSS X0, X1, X0
	VBROADCASTSS X0, Y9
	CLEAR4
	XORQ CX, CX

write:
	NORMALISE(0, Y0)
	NORMALISE(32, Y1)
	NORMALISE(64, Y2)
	NORMALISE(96, Y3)
	ADDQ $const_sumLanes, CX
	CMPQ CX, DX
	JB write
	TOP
	VMOVSS X0, ret+96(FP)
	VZEROUPPER
	RET

#define LARGEST(at, s) \
	VANDPS at(SI)(CX*4), Y10, Y4; \
	VMAXPS Y4, s, s

// func largestAVX2(x []float32) float32
TEXT ·largestAVX2(SB), NOSPLIT, $0-28
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), DX
	VPCMPEQD Y10, Y10, Y10
	VPSRLD $1, Y10, Y10
	CLEAR4
	XORQ CX, CX

largest:
	LARGEST(0, Y0)
	LARGEST(32, Y1)
	LARGEST(64, Y2)
	LARGEST(96, Y3)
	ADDQ $const_sumLanes, CX
	CMPQ CX, DX
	JB largest
	TOP
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// func quantiseAVX2(q []uint8, x []float32, factor float32, zero int32)
TEXT ·quantiseAVX2(SB), NOSPLIT, $0-56
	MOVQ q_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), DX
	VBROADCASTSS factor+48(FP), Y8
	MOVL zero+52(FP), AX
	VMOVD AX, X9
	VPBROADCASTD X9, Y9
	VMOVDQU ·table+constants_packOrder(SB), Y10
	XORQ CX, CX

quantise:
	VMULPS (SI)(CX*4), Y8, Y0
	VMULPS 32(SI)(CX*4), Y8, Y1
	VMULPS 64(SI)(CX*4), Y8, Y2
	VMULPS 96(SI)(CX*4), Y8, Y3
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VCVTPS2DQ Y2, Y2
	VCVTPS2DQ Y3, Y3
	VPADDD Y9, Y0, Y0
	VPADDD Y9, Y1, Y1
	VPADDD Y9, Y2, Y2
	VPADDD Y9, Y3, Y3
	VPACKSSDW Y1, Y0, Y0
	VPACKSSDW Y3, Y2, Y2
	VPACKUSWB Y2, Y0, Y0
	VPERMD Y0, Y10, Y0
	VMOVDQU Y0, (DI)(CX*1)
	ADDQ $const_sumLanes, CX
	CMPQ CX, DX
	JB quantise
	VZEROUPPER
	RET

// func addAVX2(sum, x []float32)
TEXT ·addAVX2(SB), NOSPLIT, $0-48
	MOVQ sum_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), DX
	XORQ CX, CX

add:
	VMOVUPS (SI)(CX*4), Y0
	VMOVUPS 32(SI)(CX*4), Y1
	VADDPS (DI)(CX*4), Y0, Y0
	VADDPS 32(DI)(CX*4), Y1, Y1
	VMOVUPS Y0, (DI)(CX*4)
	VMOVUPS Y1, 32(DI)(CX*4)
	ADDQ $16, CX
	CMPQ CX, DX
	JB add
	VZEROUPPER
	RET

// SCORE adds the product of a number of a key with those of 16 queries (Y12, Y13).
#define SCORE(k, s0, s1) \
	VBROADCASTSS k, Y8; \
	VMULPS Y12, Y8, Y9; \
	VMULPS Y13, Y8, Y10; \
	VADDPS Y9, s0, s0; \
	VADDPS Y10, s1, s1

// func scoresAVX2(a *attention)
// Four keys and 16 queries at once.
TEXT ·scoresAVX2(SB), NOSPLIT, $0-8
	MOVQ a+0(FP), DI
	MOVQ attention_lanes(DI), R9
	SHLQ $2, R9              // bytes of a row of queries or weights
	MOVQ attention_stride(DI), R8
	SHLQ $2, R8              // bytes between two keys
	LEAQ (R8)(R8*2), R12
	MOVQ attention_tokens(DI), R10
	MOVQ attention_width(DI), SI
	SHLQ $2, SI
	ADDQ attention_qkv(DI), SI // keys
	MOVQ attention_weights(DI), R11

keys:
	XORQ DX, DX              // byte of the first query

queries:
	MOVQ attention_queries(DI), BX
	ADDQ DX, BX
	MOVQ attention_size(DI), CX
	MOVQ SI, AX
	CLEAR4
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7

numbers:
	VMOVUPS (BX), Y12
	VMOVUPS 32(BX), Y13
	SCORE((AX), Y0, Y1)
	SCORE((AX)(R8*1), Y2, Y3)
	SCORE((AX)(R8*2), Y4, Y5)
	SCORE((AX)(R12*1), Y6, Y7)
	ADDQ R9, BX
	ADDQ $4, AX
	DECQ CX
	JNZ numbers

	LEAQ (R11)(DX*1), BX
	VMOVUPS Y0, (BX)
	VMOVUPS Y1, 32(BX)
	VMOVUPS Y2, (BX)(R9*1)
	VMOVUPS Y3, 32(BX)(R9*1)
	LEAQ (BX)(R9*2), BX
	VMOVUPS Y4, (BX)
	VMOVUPS Y5, 32(BX)
	VMOVUPS Y6, (BX)(R9*1)
	VMOVUPS Y7, 32(BX)(R9*1)
	ADDQ $64, DX
	CMPQ DX, R9
	JB queries

	LEAQ (SI)(R8*4), SI
	LEAQ (R11)(R9*4), R11
	SUBQ $const_keyBlock, R10
	JG keys
	VZEROUPPER
	RET

// EXP replaces x by e to its power, as exp does. Y15 to Y3 are its constants.
#define EXP(x, n, power, p) \
	VMAXPS Y15, x, x; \
	VMULPS Y14, x, n; \
	VADDPS Y13, n, n; \
	VPSUBD Y12, n, power; \
	VPSLLD $23, power, power; \
	VSUBPS Y13, n, n; \
	VMULPS Y11, n, p; \
	VSUBPS p, x, x; \
	VMULPS Y10, n, p; \
	VSUBPS p, x, x; \
	VMULPS Y9, x, p; \
	VADDPS Y8, p, p; \
	VMULPS p, x, p; \
	VADDPS Y7, p, p; \
	VMULPS p, x, p; \
	VADDPS ·table+constants_exp2(SB), p, p; \
	VMULPS p, x, p; \
	VADDPS ·table+constants_exp1(SB), p, p; \
	VMULPS p, x, p; \
	VADDPS ·table+constants_exp0(SB), p, p; \
	VMULPS p, x, p; \
	VMULPS p, x, p; \
	VADDPS x, p, p; \
	VADDPS ·table+constants_one(SB), p, p; \
	VMULPS power, p, x

// func softmaxAVX2(a *attention)
TEXT ·softmaxAVX2(SB), NOSPLIT, $0-8
	MOVQ a+0(FP), DI
	MOVQ attention_lanes(DI), R9
	SHLQ $2, R9              // bytes of a row
	MOVQ attention_inverse(DI), R8
	MOVQ attention_weights(DI), SI
	XORQ DX, DX              // byte of the first query
	VBROADCASTSS ·table+constants_floor(SB), Y15
	VBROADCASTSS ·table+constants_log2e(SB), Y14
	VBROADCASTSS ·table+constants_rounder(SB), Y13
	VBROADCASTSS ·table+constants_roundedZero(SB), Y12
	VBROADCASTSS ·table+constants_ln2High(SB), Y11
	VBROADCASTSS ·table+constants_ln2Low(SB), Y10
	VBROADCASTSS ·table+constants_exp5(SB), Y9
	VBROADCASTSS ·table+constants_exp4(SB), Y8
	VBROADCASTSS ·table+constants_exp3(SB), Y7

queries:
	LEAQ (SI)(DX*1), AX
	MOVQ attention_tokens(DI), CX
	VMOVUPS (AX), Y0

top:
	VMAXPS (AX), Y0, Y0
	ADDQ R9, AX
	DECQ CX
	JNZ top

	LEAQ (SI)(DX*1), AX
	MOVQ attention_tokens(DI), CX
	VXORPS Y1, Y1, Y1

keys:
	VMOVUPS (AX), Y2
	VSUBPS Y0, Y2, Y2
	EXP(Y2, Y3, Y4, Y5)
	VMOVUPS Y2, (AX)
	VADDPS Y2, Y1, Y1
	ADDQ R9, AX
	DECQ CX
	JNZ keys

	VMOVUPS ·table+constants_one(SB), Y2
	VDIVPS Y1, Y2, Y1
	VMOVUPS Y1, (R8)(DX*1)
	ADDQ $32, DX
	CMPQ DX, R9
	JB queries
	VZEROUPPER
	RET

// MIX adds eight numbers of a value, times the weight in Y8.
#define MIX(at, s) \
	VMULPS at(BX), Y8, Y9; \
	VADDPS Y9, s, s

#define MIXED(at, s) \
	VMULPS Y8, s, s; \
	VMOVUPS s, at(R11)(DX*4)

// func mixAVX2(a *attention)
// 64 numbers of a query's result at once.
TEXT ·mixAVX2(SB), NOSPLIT, $0-8
	MOVQ a+0(FP), DI
	MOVQ attention_lanes(DI), R9
	SHLQ $2, R9              // bytes of a row of weights
	MOVQ attention_stride(DI), R8
	SHLQ $2, R8              // bytes between two values
	MOVQ attention_width(DI), R12
	SHLQ $2, R12             // bytes of a row of the result
	MOVQ attention_qkv(DI), SI
	LEAQ (SI)(R12*2), SI     // values
	MOVQ attention_weights(DI), R10
	MOVQ attention_inverse(DI), R13
	MOVQ attention_out(DI), R11
	MOVQ attention_tokens(DI), R14

queries:
	XORQ DX, DX              // first number

numbers:
	LEAQ (SI)(DX*4), BX
	MOVQ R10, AX
	MOVQ attention_tokens(DI), CX
	CLEAR4
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7

values:
	VBROADCASTSS (AX), Y8
	MIX(0, Y0)
	MIX(32, Y1)
	MIX(64, Y2)
	MIX(96, Y3)
	MIX(128, Y4)
	MIX(160, Y5)
	MIX(192, Y6)
	MIX(224, Y7)
	ADDQ R9, AX
	ADDQ R8, BX
	DECQ CX
	JNZ values

	VBROADCASTSS (R13), Y8
	MIXED(0, Y0)
	MIXED(32, Y1)
	MIXED(64, Y2)
	MIXED(96, Y3)
	MIXED(128, Y4)
	MIXED(160, Y5)
	MIXED(192, Y6)
	MIXED(224, Y7)
	ADDQ $64, DX
	CMPQ DX, attention_size(DI)
	JB numbers

	ADDQ $4, R10
	ADDQ $4, R13
	ADDQ R12, R11
	DECQ R14
	JNZ queries
	VZEROUPPER
	RET
