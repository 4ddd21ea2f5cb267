"""Paper: what stands where, drawn to the millimetre as PDF or filled into a Word template; amounts in words.

A room says what a paper holds (`layouts`) and what is true of it; nothing here knows a loan. The font lies in `fonts`.
"""
