-- formerly 053a666d72cb852c33818adcc7d2918a482fb2794cd4c79ae17a190261b4a96d
-- Rows leave the service under the caller's own sight. A candidate sees an appraisal that is published; the entry itself she sees already.
create policy candidate on appraisals for select using (
    state = 'published'
    and exists (
        select from appraisal_entries e
        where e.appraisal_id = appraisals.id
            and e.person_id = nullif(current_setting('app.person', true), '')::uuid));

-- An entry of an event that says no place lies where its person is registered.
select platform.as_system(true);
update point_entries e set scope_key = p.scope_key from people p where p.id = e.person_id and e.scope_key is null;
select platform.as_system(false);
