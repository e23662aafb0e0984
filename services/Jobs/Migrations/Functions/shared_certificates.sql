-- Returns the certificates of a person as a JSON array, in the order of issue; empty if there are none. A referral
-- shows them to the employer.
create or replace function shared_certificates(person uuid) returns jsonb language sql stable as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'course', course,
                'courseName', course_name,
                'number', number,
                'verification', verification,
                'issuedOn', issued_on)
            order by issued_on, id),
        '[]')
    from certificates
    where person_id = person
$$;
