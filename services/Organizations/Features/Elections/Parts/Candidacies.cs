using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>
/// Ends a candidacy in an open election with the seat or the membership it depends on: the writers that end those call
/// it, and the count handles ends that lie in the past. The candidate's row is the guard: its outcome is null while the
/// candidacy stands, and is written once.
/// </summary>
static class Candidacies
{
    const string End = """
        update candidates
        set outcome = 'withdrawn', withdrawn_at = @Now, withdrawal = 'left-body', version = version + 1
        where election_id = @election and person_id = any (@people) and outcome is null
        """;

    /// <summary>
    /// Parameter: first day of the elected. Another seat in the body, such as one of the next term, keeps the
    /// candidacy.
    /// </summary>
    const string EndOfBody = """
        with seats as (
            select s.*, o.office
            from unnest(@ids, @people, @posts, @places, @ends) s (id, person, post, place, at)
            join unnest(@bodies, @offices) o (body, office) on o.body = s.post
        ), open as (
            select e.id, e.post, greatest(e.held_on, t.starts_on) as takes,
                case when e.post = any (@inOrganization) then e.organization_id else o.division_id end as place
            from elections e join organizations o on o.id = e.organization_id join terms t on t.id = e.term_id
            where e.state = 'open' and e.post = any (@offices)
        )
        update candidates c
        set outcome = 'withdrawn', withdrawn_at = @now, withdrawal = 'left-body', version = version + 1
        from open e join seats s on s.office = e.post and s.place = e.place
        where c.election_id = e.id and c.person_id = s.person and c.outcome is null
          and (s.at <= @now or s.at < (e.takes + 1)::timestamp at time zone 'Asia/Shanghai')
          and not exists (
              select from appointments b
              where b.person_id = s.person and b.place_id = s.place and b.post = s.post and b.id <> s.id
                and b.valid_from <= greatest(s.at, (e.takes + 1)::timestamp at time zone 'Asia/Shanghai')
                and platform.not_ended(b.until, greatest(s.at, e.takes::timestamp at time zone 'Asia/Shanghai')))
        """;

    const string EndOfMembership = """
        update candidates c
        set outcome = 'withdrawn', withdrawn_at = @Now, withdrawal = 'left-body', version = c.version + 1
        from elections e join terms t on t.id = e.term_id
        where c.election_id = e.id and e.state = 'open' and e.post = @post and e.organization_id = @organization
          and c.person_id = @person and c.outcome is null
          and (@to <= @Today or @to <= greatest(e.held_on, t.starts_on))
          and not exists (
              select from memberships m
              where m.organization_id = @organization and m.person_id = @person and m.id <> @membership
                and platform.in_force(m.valid_from, m.valid_to, greatest(@to, e.held_on, t.starts_on)))
        """;

    const string EndOfElections = """
        with cancelled as (
            update elections
            set state = 'cancelled', recorded_at = @Now, cancelled_by = @by, cancellation = @reason,
                version = version + 1
            where state = 'open' and (id = @election or organization_id = @organization) returning id)
        update candidates c
        set outcome = 'cancelled', version = version + 1
        from cancelled e
        where c.election_id = e.id and c.outcome is null
        """;

    /// <summary>Candidacies of people who have left the body.</summary>
    public static Task EndAsync(Guid election, Guid[] people, Session session, CancellationToken ct) =>
        people.Length == 0
            ? Task.CompletedTask
            : session.Execute(
                End,
                new
                {
                    election,
                    people,
                    session.Now,
                },
                ct
            );

    /// <summary>With seats in a body: candidacies for offices that are drawn from it.</summary>
    /// <param name="seats">Seats that end or have ended. A seat that ends after today ends only candidacies for an
    /// office that begins after it.</param>
    public static Task EndWithSeatsAsync(
        IReadOnlyList<EndedAppointments.Seat> seats,
        Session session,
        CancellationToken ct
    )
    {
        var offices = Election.Offices.Where(o => Election.DrawnFrom(o) is not null).ToArray();
        var args = EndedAppointments.Columns(seats);
        args.Add("bodies", Array.ConvertAll(offices, o => Election.DrawnFrom(o)));
        args.Add("offices", offices);
        args.Add("inOrganization", Election.Offices.Where(Posts.IsInOrganization).ToArray());
        args.Add("now", session.Now);
        return session.Execute(EndOfBody, args, ct);
    }

    /// <summary>With a membership: candidacies for the council.</summary>
    /// <param name="to">The first day after the membership.</param>
    public static Task EndWithMembershipAsync(
        Guid membership,
        Guid organization,
        Guid person,
        DateOnly to,
        Session session,
        CancellationToken ct
    ) =>
        session.Execute(
            EndOfMembership,
            new
            {
                membership,
                organization,
                person,
                to,
                post = Post.CouncilMember,
                session.Now,
                session.Today,
            },
            ct
        );

    /// <summary>All candidacies of one election, or of an organization's elections, that are open: cancelled.</summary>
    public static Task CancelAsync(
        Guid? election,
        Guid? organization,
        string reason,
        Session session,
        CancellationToken ct
    ) =>
        session.Execute(
            EndOfElections,
            new
            {
                election,
                organization,
                reason,
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
}
