./bailiwick rotate-master-key
