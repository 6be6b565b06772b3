// Instructions that Go's assembler lacks: operations on four float32 and products
// of 8-bit integers. Arguments are numbers of vector registers, the destination
// last, as in Go's instructions: FSUB4(m, n, d) is d = n - m.
#define FADD4(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d))
#define FSUB4(m, n, d) WORD $(0x4EA0D400 | (m)<<16 | (n)<<5 | (d))
#define FMUL4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d))
#define FDIV4(m, n, d) WORD $(0x6E20FC00 | (m)<<16 | (n)<<5 | (d))
#define FMAX4(m, n, d) WORD $(0x4E20F400 | (m)<<16 | (n)<<5 | (d))
#define FABS4(n, d) WORD $(0x4EA0F800 | (n)<<5 | (d))
#define SCVTF4(n, d) WORD $(0x4E21D800 | (n)<<5 | (d))
#define FCVTNS4(n, d) WORD $(0x4E21A800 | (n)<<5 | (d)) // halves to the even number

#define SMULL(m, n, d) WORD $(0x0E20C000 | (m)<<16 | (n)<<5 | (d))
#define SMULL2(m, n, d) WORD $(0x4E20C000 | (m)<<16 | (n)<<5 | (d))
#define SMLAL(m, n, d) WORD $(0x0E208000 | (m)<<16 | (n)<<5 | (d))
#define SMLAL2(m, n, d) WORD $(0x4E208000 | (m)<<16 | (n)<<5 | (d))
#define SADALP(n, d) WORD $(0x4E606800 | (n)<<5 | (d))

// SDOT adds the products of four bytes each of n with the bytes 4i to 4i+3 of m.
#define SDOT(m, i, n, d) WORD $(0x4F80E000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))

// EACH2, EACH4 and EACH8 do an operation on as many consecutive registers each;
// WITH2, WITH4 and WITH8 have the same first operand for all.
#define EACH2(op, m, n, d) op(m, n, d); op(m+1, n+1, d+1)
#define EACH4(op, m, n, d) EACH2(op, m, n, d); EACH2(op, m+2, n+2, d+2)
#define EACH8(op, m, n, d) EACH4(op, m, n, d); EACH4(op, m+4, n+4, d+4)
#define WITH2(op, m, n, d) op(m, n, d); op(m, n+1, d+1)
#define WITH4(op, m, n, d) WITH2(op, m, n, d); WITH2(op, m, n+2, d+2)
#define WITH8(op, m, n, d) WITH4(op, m, n, d); WITH4(op, m, n+4, d+4)

#define CLEAR4(v0, v1, v2, v3) \
	VEOR v0.B16, v0.B16, v0.B16; \
	VEOR v1.B16, v1.B16, v1.B16; \
	VEOR v2.B16, v2.B16, v2.B16; \
	VEOR v3.B16, v3.B16, v3.B16
#define CLEAR8 CLEAR4(V0, V1, V2, V3); CLEAR4(V4, V5, V6, V7)
#define CLEAR16 CLEAR8; CLEAR4(V8, V9, V10, V11); CLEAR4(V12, V13, V14, V15)
