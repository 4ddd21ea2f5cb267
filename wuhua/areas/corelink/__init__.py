"""Corelink (核心对接): the bank lives beside the provincial union's core system, and the two books are held together here.

Files of a day come in and go out (`models.CoreFile`, a light each); where they and our sealed day differ stands a break
(`CoreBreak`) with an owner, an age and a history, closed by a person with a reason or by the next file that agrees. Money
the core is asked to pay out is a hand-over (`HandOver`): an UNKNOWN one is asked about and never sent again. Whoever has a
note paid out calls `actions.pay_out`: disbursed by servicing where the books are ours, handed over to be made where they
are the core's (`handing`). Files are read and compared in `bulk.corefiles`; its doors here are `loading`, `handing` and
`actions`. Files of repayments (代扣回盘, and the core's own where it keeps the books) have their lines kept in `returned`;
`bulk.repayfile` books them through servicing. Which system is the book of record: `compliance.read.ledger_master`.
"""
