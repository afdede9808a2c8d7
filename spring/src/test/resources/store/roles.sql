-- snippet roles
create role store_owner login password 'of-the-owner';
create role store_app login password 'of-the-app';
create database store;
\connect store
create schema store authorization store_owner;
grant create on database store to store_owner;
revoke temporary on database store from public;
-- end
