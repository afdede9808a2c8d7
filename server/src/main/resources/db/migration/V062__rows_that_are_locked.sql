-- What is locked while a number of a provider is taken, and neither read nor changed: functions of the owner reach these rows, and no
-- other SQL, while an advisory lock has a number that any SQL of any tenant can take, and keep.
create table provider_number_lock (no integer primary key);
insert into provider_number_lock select generate_series(0, 16383);
