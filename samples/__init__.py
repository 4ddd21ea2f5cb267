"""The sample bank: a deterministic generator of the files a county bank would bring.

Everybody and everything in it is invented. It shapes inputs only; the scoreboard counts. The door is
`samples.generator.write_sample`; how the figures of the brief came into the files is told in `README.md`.
"""
