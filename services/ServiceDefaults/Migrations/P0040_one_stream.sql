-- formerly a4b9b98db1647fe74b465524ce744cacffddbe04fbbaf8bf25a7ef5719275217
-- An aggregate belongs to one stream: its sequence is counted over all its events, and a follower of one stream would
-- wait for ever for a number that went to another. Where the stream is not noted yet, that of the first event counts;
-- the release before publishes through the same function.
alter table platform.aggregates add column stream text;
