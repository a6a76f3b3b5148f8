/**
 * What builtin models beside the forms of the instruction table, by iced-x86's mnemonics: every 64-bit encoding of these
 * that is neither MMX nor AVX-512 is tested. Written down by hand, so that what is modelled and what is tested differ
 * where one of them is forgotten.
 */
export const testedMnemonics: readonly string[] = `
  Movd Movq Movdqa Movaps Movapd Movntdq Movntps Movntpd Movntdqa Movdqu Movups Movupd Lddqu Movss Movsd
  Movlps Movlpd Movhlps Movhps Movhpd Movlhps Movsldup Movshdup Movnti
  Pand Andps Andpd Pandn Andnps Andnpd Por Orps Orpd Pxor Xorps Xorpd Ptest
  Paddb Paddw Paddd Paddq Psubb Psubw Psubd Psubq Paddsb Paddsw Paddusb Paddusw Psubsb Psubsw Psubusb Psubusw
  Pcmpeqb Pcmpeqw Pcmpeqd Pcmpeqq Pcmpgtb Pcmpgtw Pcmpgtd Pcmpgtq
  Pmaxub Pmaxuw Pmaxud Pmaxsb Pmaxsw Pmaxsd Pminub Pminuw Pminud Pminsb Pminsw Pminsd
  Pavgb Pavgw Pabsb Pabsw Pabsd Pmullw Pmulld Pmulhw Pmulhuw Pmuludq Pmuldq Pmaddwd Psadbw
  Psllw Pslld Psllq Psrlw Psrld Psrlq Psraw Psrad Pslldq Psrldq
  Pshufb Pshufd Pshuflw Pshufhw Shufps Shufpd Pblendw Palignr
  Punpcklbw Punpcklwd Punpckldq Punpcklqdq Punpckhbw Punpckhwd Punpckhdq Punpckhqdq
  Unpcklps Unpckhps Unpcklpd Unpckhpd Packsswb Packuswb Packssdw Packusdw
  Pinsrb Pinsrw Pinsrd Pinsrq Pextrb Pextrw Pextrd Pextrq Extractps Pmovmskb Movmskps Movmskpd
  Aesenc Aesenclast Aesdec Aesdeclast Aesimc Aeskeygenassist Pclmulqdq
  Ldmxcsr Stmxcsr
  Vmovdqa Vmovaps Vmovapd Vmovntdq Vmovdqu Vmovups Vmovupd Vmovd Vmovq Vzeroupper Vzeroall
  Vpand Vpandn Vpor Vpxor Vptest
  Vpaddb Vpaddw Vpaddd Vpaddq Vpsubb Vpsubw Vpsubd Vpsubq
  Vpaddsb Vpaddsw Vpaddusb Vpaddusw Vpsubsb Vpsubsw Vpsubusb Vpsubusw
  Vpcmpeqb Vpcmpeqw Vpcmpeqd Vpcmpeqq Vpcmpgtb Vpcmpgtw Vpcmpgtd Vpcmpgtq
  Vpmaxub Vpmaxuw Vpmaxud Vpmaxsb Vpmaxsw Vpmaxsd Vpminub Vpminuw Vpminud Vpminsb Vpminsw Vpminsd
  Vpavgb Vpavgw Vpabsb Vpabsw Vpabsd Vpmullw Vpmulld Vpmulhw Vpmulhuw Vpmuludq Vpmuldq Vpmaddwd Vpsadbw
  Vpsllw Vpslld Vpsllq Vpsrlw Vpsrld Vpsrlq Vpsraw Vpsrad Vpslldq Vpsrldq
  Vpshufb Vpshufd Vpshuflw Vpshufhw Vpalignr Vpmovmskb Vmovmskps Vmovmskpd
  Vandps Vandpd Vandnps Vandnpd Vorps Vorpd Vxorps Vxorpd Vshufps Vshufpd Vpblendw Vpblendd
  Vpunpcklbw Vpunpcklwd Vpunpckldq Vpunpcklqdq Vpunpckhbw Vpunpckhwd Vpunpckhdq Vpunpckhqdq
  Vpbroadcastb Vpbroadcastw Vpbroadcastd Vpbroadcastq Vbroadcasti128 Vbroadcastf128
  Vinserti128 Vinsertf128 Vextracti128 Vextractf128 Vperm2i128 Vperm2f128 Vpermq Vpermd
  Vpsllvd Vpsrlvd Vpsravd Vpsllvq Vpsrlvq Pcmpestri Pcmpistri
  Addss Addsd Addps Addpd Subss Subsd Subps Subpd Mulss Mulsd Mulps Mulpd Divss Divsd Divps Divpd
  Minss Minsd Minps Minpd Maxss Maxsd Maxps Maxpd Sqrtss Sqrtsd Sqrtps Sqrtpd
  Cmpss Cmpsd Cmpps Cmppd Roundss Roundsd Comiss Comisd Ucomiss Ucomisd
  Cvtsi2ss Cvtsi2sd Cvtss2si Cvtsd2si Cvttss2si Cvttsd2si Cvtsd2ss Cvtss2sd
  Vaddss Vaddsd Vaddps Vaddpd Vsubss Vsubsd Vsubps Vsubpd Vmulss Vmulsd Vmulps Vmulpd Vdivss Vdivsd Vdivps Vdivpd
  Vminss Vminsd Vminps Vminpd Vmaxss Vmaxsd Vmaxps Vmaxpd
  Vfmadd132ss Vfmadd132sd Vfmadd213ss Vfmadd213sd Vfmadd231ss Vfmadd231sd
  Vfnmadd132ss Vfnmadd132sd Vfnmadd213ss Vfnmadd213sd Vfnmadd231ss Vfnmadd231sd
  Blsi Blsr Blsmsk Bextr Bzhi Pdep Pext Movbe Clflush
  Bsf Bsr Tzcnt Lzcnt Popcnt Bt Bts Btr Btc Crc32 Andn Shlx Shrx Sarx Rorx Mulx Adcx Adox Shld Shrd
  Loop Loope Loopne Jrcxz Jecxz Prefetchnta Prefetcht0 Prefetcht1 Prefetcht2 Prefetchw
`
  .trim()
  .split(/\s+/);
