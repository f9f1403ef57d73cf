"""Web push: the devices people want to be reached on, and messages sealed for each of them.

Nobody between us and the device can read a message (RFC 8291), the push services know us by a key
of our own (RFC 8292), and no message holds more than that there is something new.
"""
