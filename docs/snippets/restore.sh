./bailiwick restore monday.backup --data restored
