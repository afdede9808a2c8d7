./bailiwick backup monday.backup
