-- formerly 3c3b395d249e8aff1f3bc029ffe171a4dbda7ece326793b8afe687fb4c6e9c0e
-- Cursors of the change feed hold for one history of one database: where it goes through another one, the instance is
-- another one. Reconciling begins a new one as well.
alter table platform.instance add column history text;
update platform.instance set history = platform.history();
