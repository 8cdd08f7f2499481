"""Shows stored reports to people: pure functions of records, nothing is read, run or decided here."""
