"""How people are reached beside the bell: on their devices and by mail, and never in quiet time.

`planning.schedule` plans it in the transaction of what happened, `sending.deliver_due` sends what
is due, `reading.note_read` takes back what was read.
"""
