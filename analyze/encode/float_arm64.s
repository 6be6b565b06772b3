#include "textflag.h"
#include "go_asm.h"
#include "neon_arm64.h"

// The operations on floats, for NEON. They give the bits of the portable
// functions: the same operations in the same order, in as many lanes as there
// are sums, and no fused multiply-add.

// FOLD combines the 32 lanes in V0 to V7 as fold does; the result is in F0.
#define FOLD(op, scalar) \
	EACH4(op, 4, 0, 0); \
	EACH2(op, 2, 0, 0); \
	op(1, 0, 0); \
	VEXT $8, V0.B16, V0.B16, V1.B16; \
	op(1, 0, 0); \
	VDUP V0.S[1], V1.S4; \
	scalar F1, F0, F0

#define LOAD8(from) \
	VLD1.P 64(from), [V8.S4, V9.S4, V10.S4, V11.S4]; \
	VLD1.P 64(from), [V12.S4, V13.S4, V14.S4, V15.S4]

#define LOAD8B(from) \
	VLD1.P 64(from), [V16.S4, V17.S4, V18.S4, V19.S4]; \
	VLD1.P 64(from), [V20.S4, V21.S4, V22.S4, V23.S4]

// LARGEST keeps in V0 to V7 the largest absolute values of V8 to V15.
#define ABS2(n) FABS4(n, n); FABS4(n+1, n+1)
#define LARGEST \
	ABS2(8); \
	ABS2(10); \
	ABS2(12); \
	ABS2(14); \
	EACH8(FMAX4, 8, 0, 0)

// func normaliseNEON(y, x, gain, bias []float32) float32
TEXT ·normaliseNEON(SB), NOSPLIT, $0-100
	MOVD y_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R2
	MOVD gain_base+48(FP), R3
	MOVD bias_base+72(FP), R4
	MOVD $·table(SB), R7
	SCVTFS R2, F30
	MOVD R1, R5
	MOVD R2, R6
	CLEAR8

sum:
	LOAD8(R5)
	EACH8(FADD4, 8, 0, 0)
	SUBS $const_sumLanes, R6
	BNE sum
	FOLD(FADD4, FADDS)
	FDIVS F30, F0, F0
	VDUP V0.S[0], V28.S4     // mean
	MOVD R1, R5
	MOVD R2, R6
	CLEAR8

squares:
	LOAD8(R5)
	WITH8(FSUB4, 28, 8, 8)
	EACH8(FMUL4, 8, 8, 8)
	EACH8(FADD4, 8, 0, 0)
	SUBS $const_sumLanes, R6
	BNE squares
	FOLD(FADD4, FADDS)
	FDIVS F30, F0, F0
	FMOVS constants_epsilon(R7), F1
	FADDS F1, F0, F0
	FSQRTS F0, F0
	FMOVS constants_one(R7), F1
	FDIVS F0, F1, F0
	VDUP V0.S[0], V29.S4     // inverse
	CLEAR8

write:
	LOAD8(R1)
	LOAD8B(R3)
	WITH8(FSUB4, 28, 8, 8)
	WITH8(FMUL4, 29, 16, 16)
	EACH8(FMUL4, 16, 8, 8)
	LOAD8B(R4)
	EACH8(FADD4, 16, 8, 8)
	VST1.P [V8.S4, V9.S4, V10.S4, V11.S4], 64(R0)
	VST1.P [V12.S4, V13.S4, V14.S4, V15.S4], 64(R0)
	LARGEST
	SUBS $const_sumLanes, R2
	BNE write
	FOLD(FMAX4, FMAXS)
	FMOVS F0, ret+96(FP)
	RET

// func largestNEON(x []float32) float32
TEXT ·largestNEON(SB), NOSPLIT, $0-28
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R2
	CLEAR8

largest:
	LOAD8(R1)
	LARGEST
	SUBS $const_sumLanes, R2
	BNE largest
	FOLD(FMAX4, FMAXS)
	FMOVS F0, ret+24(FP)
	RET

#define QUANTISE(n) FCVTNS4(n, n); FCVTNS4(n+1, n+1)

// func quantiseNEON(q []uint8, x []float32, factor float32, zero int32)
TEXT ·quantiseNEON(SB), NOSPLIT, $0-56
	MOVD q_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R2
	FMOVS factor+48(FP), F16
	VDUP V16.S[0], V16.S4
	MOVW zero+52(FP), R3
	VDUP R3, V17.S4

quantise:
	LOAD8(R1)
	WITH8(FMUL4, 16, 8, 8)
	QUANTISE(8)
	QUANTISE(10)
	QUANTISE(12)
	QUANTISE(14)
	VADD V17.S4, V8.S4, V8.S4
	VADD V17.S4, V9.S4, V9.S4
	VADD V17.S4, V10.S4, V10.S4
	VADD V17.S4, V11.S4, V11.S4
	VADD V17.S4, V12.S4, V12.S4
	VADD V17.S4, V13.S4, V13.S4
	VADD V17.S4, V14.S4, V14.S4
	VADD V17.S4, V15.S4, V15.S4
	VUZP1 V9.H8, V8.H8, V8.H8
	VUZP1 V11.H8, V10.H8, V10.H8
	VUZP1 V13.H8, V12.H8, V12.H8
	VUZP1 V15.H8, V14.H8, V14.H8
	VUZP1 V10.B16, V8.B16, V0.B16
	VUZP1 V14.B16, V12.B16, V1.B16
	VST1.P [V0.B16, V1.B16], 32(R0)
	SUBS $const_sumLanes, R2
	BNE quantise
	RET

// func addNEON(sum, x []float32)
TEXT ·addNEON(SB), NOSPLIT, $0-48
	MOVD sum_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R2

add:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1 (R0), [V4.S4, V5.S4, V6.S4, V7.S4]
	EACH4(FADD4, 0, 4, 4)
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R0)
	SUBS $16, R2
	BNE add
	RET

// SCORE adds the product of a number of a key with those of 16 queries, V16 to V19.
#define SCORE(row, s) \
	VLD1R.P 4(row), [V20.S4]; \
	WITH4(FMUL4, 20, 16, 24); \
	EACH4(FADD4, 24, s, s)

// func scoresNEON(a *attention)
// Four keys and 16 queries at once.
TEXT ·scoresNEON(SB), NOSPLIT, $0-8
	MOVD a+0(FP), R0
	MOVD attention_lanes(R0), R1
	LSL $2, R1               // bytes of a row of queries or weights
	MOVD attention_stride(R0), R2
	LSL $2, R2               // bytes between two keys
	MOVD attention_tokens(R0), R3
	MOVD attention_width(R0), R5
	MOVD attention_qkv(R0), R4
	ADD R5<<2, R4            // keys
	MOVD attention_weights(R0), R5

keys:
	MOVD ZR, R6              // byte of the first query

queries:
	MOVD attention_queries(R0), R7
	ADD R6, R7
	MOVD attention_size(R0), R8
	MOVD R4, R9
	ADD R2, R9, R10
	ADD R2, R10, R11
	ADD R2, R11, R12
	CLEAR16

numbers:
	VLD1 (R7), [V16.S4, V17.S4, V18.S4, V19.S4]
	ADD R1, R7
	SCORE(R9, 0)
	SCORE(R10, 4)
	SCORE(R11, 8)
	SCORE(R12, 12)
	SUBS $1, R8
	BNE numbers

	ADD R5, R6, R7
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R7)
	ADD R1, R7
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R7)
	ADD R1, R7
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R7)
	ADD R1, R7
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R7)
	ADD $64, R6
	CMP R1, R6
	BLO queries

	ADD R2<<2, R4
	ADD R1<<2, R5
	SUBS $const_keyBlock, R3
	BGT keys
	RET

// EXP replaces the eight numbers x in V4 and V5 by e to their power, as exp does.
// V6 and V7 are x/ln 2, rounded, V8 and V9 the power of 2, V10 and V11 the
// polynomial.
#define EXP \
	WITH2(FMAX4, 31, 4, 4); \
	WITH2(FMUL4, 30, 4, 6); \
	WITH2(FADD4, 29, 6, 6); \
	VSUB V28.S4, V6.S4, V8.S4; \
	VSUB V28.S4, V7.S4, V9.S4; \
	VSHL $23, V8.S4, V8.S4; \
	VSHL $23, V9.S4, V9.S4; \
	WITH2(FSUB4, 29, 6, 6); \
	WITH2(FMUL4, 27, 6, 10); \
	EACH2(FSUB4, 10, 4, 4); \
	WITH2(FMUL4, 26, 6, 10); \
	EACH2(FSUB4, 10, 4, 4); \
	WITH2(FMUL4, 25, 4, 10); \
	WITH2(FADD4, 24, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	WITH2(FADD4, 23, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	WITH2(FADD4, 22, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	WITH2(FADD4, 21, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	WITH2(FADD4, 20, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	EACH2(FMUL4, 4, 10, 10); \
	EACH2(FADD4, 4, 10, 10); \
	WITH2(FADD4, 19, 10, 10); \
	EACH2(FMUL4, 8, 10, 4)

// CONSTANT sets all lanes of a register, named f and v, to a field of table.
#define CONSTANT(field, f, v) \
	FMOVS field(R9), f; \
	VDUP v.S[0], v.S4

// func softmaxNEON(a *attention)
// Eight queries at once.
TEXT ·softmaxNEON(SB), NOSPLIT, $0-8
	MOVD a+0(FP), R0
	MOVD $·table(SB), R9
	MOVD attention_lanes(R0), R1
	LSL $2, R1               // bytes of a row
	MOVD attention_inverse(R0), R2
	MOVD attention_weights(R0), R3
	MOVD R1, R4              // bytes of the queries left
	CONSTANT(constants_floor, F31, V31)
	CONSTANT(constants_log2e, F30, V30)
	CONSTANT(constants_rounder, F29, V29)
	CONSTANT(constants_roundedZero, F28, V28)
	CONSTANT(constants_ln2High, F27, V27)
	CONSTANT(constants_ln2Low, F26, V26)
	CONSTANT(constants_exp5, F25, V25)
	CONSTANT(constants_exp4, F24, V24)
	CONSTANT(constants_exp3, F23, V23)
	CONSTANT(constants_exp2, F22, V22)
	CONSTANT(constants_exp1, F21, V21)
	CONSTANT(constants_exp0, F20, V20)
	CONSTANT(constants_one, F19, V19)

queries:
	MOVD R3, R5
	MOVD attention_tokens(R0), R6
	VLD1 (R5), [V0.S4, V1.S4]

top:
	VLD1 (R5), [V4.S4, V5.S4]
	EACH2(FMAX4, 4, 0, 0)
	ADD R1, R5
	SUBS $1, R6
	BNE top

	MOVD R3, R5
	MOVD attention_tokens(R0), R6
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16

keys:
	VLD1 (R5), [V4.S4, V5.S4]
	EACH2(FSUB4, 0, 4, 4)
	EXP
	VST1 [V4.S4, V5.S4], (R5)
	EACH2(FADD4, 4, 2, 2)
	ADD R1, R5
	SUBS $1, R6
	BNE keys

	FDIV4(2, 19, 2)
	FDIV4(3, 19, 3)
	VST1.P [V2.S4, V3.S4], 32(R2)
	ADD $32, R3
	SUBS $32, R4
	BNE queries
	RET

// MIX adds 16 numbers of a value, times the weight in V16.
#define MIX(s) \
	VLD1.P 64(R9), [V20.S4, V21.S4, V22.S4, V23.S4]; \
	WITH4(FMUL4, 16, 20, 20); \
	EACH4(FADD4, 20, s, s)

// func mixNEON(a *attention)
// 64 numbers of a query's result at once.
TEXT ·mixNEON(SB), NOSPLIT, $0-8
	MOVD a+0(FP), R0
	MOVD attention_lanes(R0), R1
	LSL $2, R1               // bytes of a row of weights
	MOVD attention_stride(R0), R2
	LSL $2, R2               // bytes between two values
	MOVD attention_width(R0), R3
	LSL $2, R3               // bytes of a row of the result
	MOVD attention_qkv(R0), R4
	ADD R3<<1, R4            // values
	MOVD attention_weights(R0), R5
	MOVD attention_inverse(R0), R6
	MOVD attention_out(R0), R7
	MOVD attention_tokens(R0), R8

queries:
	MOVD ZR, R12             // first number

numbers:
	ADD R12<<2, R4, R10
	MOVD R5, R11
	MOVD attention_tokens(R0), R13
	CLEAR16

values:
	VLD1R (R11), [V16.S4]
	MOVD R10, R9
	MIX(0)
	MIX(4)
	MIX(8)
	MIX(12)
	ADD R1, R11
	ADD R2, R10
	SUBS $1, R13
	BNE values

	VLD1R (R6), [V16.S4]
	WITH8(FMUL4, 16, 0, 0)
	WITH8(FMUL4, 16, 8, 8)
	ADD R12<<2, R7, R9
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R9)
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R9)
	VST1.P [V8.S4, V9.S4, V10.S4, V11.S4], 64(R9)
	VST1.P [V12.S4, V13.S4, V14.S4, V15.S4], 64(R9)
	ADD $64, R12
	MOVD attention_size(R0), R13
	CMP R13, R12
	BLO numbers

	ADD $4, R5
	ADD $4, R6
	ADD R3, R7
	SUBS $1, R8
	BNE queries
	RET
