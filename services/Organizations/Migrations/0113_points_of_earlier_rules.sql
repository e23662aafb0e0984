-- formerly ee387ccb391693a7bf0ba0ec21840783fe5b52f4cbc7df67c00d0f3129776e4f
-- Of what a capped rule had given in the period when an entry was made: how much earlier versions had, where they had
-- any. It says why a cap brought in within a period is reached so soon.
alter table point_entries add period_earlier int;
