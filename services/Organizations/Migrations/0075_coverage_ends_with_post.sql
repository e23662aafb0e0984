-- formerly 4a0f7d3412916fb98f97c4cdba121566411b884a15920fe25849a20fdb045e85
-- What is covered in a post ends with the post. Of coverages that were begun before this was so, each is looked at
-- once: it ends where she does not hold the post, else on the day on which that ends.
select platform.as_system(true);
insert into platform.timers (id, kind, key, due_at, payload)
select
    gen_random_uuid(), 'coverages-end-with-post', replace(person_id::text, '-', '') || ':' || post, now(),
    json_build_object('personId', person_id, 'post', post)::text
from (select distinct person_id, post from coverages where ended_at is null) c;
select platform.as_system(false);
