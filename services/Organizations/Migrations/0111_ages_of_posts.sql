-- formerly ad1c00f55c079a5398a96ee6faf504749cc9446e134065853991baefd4baaab9
-- From which age on a post may be held, and up to which, in years completed on the day on which it is taken up. A
-- post without a rule has the least age of all, which the service says.
alter table post_rules
    add least_age int not null default 18 check (least_age between 14 and 100),
    add greatest_age int check (greatest_age between least_age and 120);
