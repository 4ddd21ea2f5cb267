"""What any bank system needs: business date, audit, once, numbering, secrets, files, jobs, the embedded database.

Knows no area of the business. Rooms above use its modules by name (`platform.clock`, `platform.audit`, ...).
"""
