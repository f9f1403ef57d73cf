"""When people can be reached: working hours, shifts, holidays, the company's quiet time."""
