using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>An election as its steps read it.</summary>
/// <param name="DivisionId">Division of the organization.</param>
/// <param name="Key">Key of the organization.</param>
/// <param name="DivisionKey">Present key of its division, over which a federation's office is held: after a merger of
/// divisions it can differ from the key of the records.</param>
sealed record Ballot(
    Guid Id,
    Guid OrganizationId,
    string OrganizationKind,
    Guid? DivisionId,
    string Key,
    string? DivisionKey,
    string Status,
    Guid TermId,
    string Post,
    int Seats,
    bool Majority,
    DateOnly HeldOn,
    string State,
    int? SeatsLeft,
    DateOnly StartsOn,
    DateOnly EndsOn,
    long Version
)
{
    const string One = """
        select e.id, e.organization_id, o.kind as organization_kind, o.division_id, o.scope_key as key,
            d.key as division_key, o.status, e.term_id, e.post, e.seats, e.majority, e.held_on, e.state, e.seats_left,
            t.starts_on, t.ends_on, e.version
        from elections e
        join organizations o on o.id = e.organization_id
        join terms t on t.id = e.term_id
        left join divisions d on d.id = o.division_id
        where e.id = @id for update of e for share of o, t
        """;
    const string Holders = """
        select distinct person_id
        from appointments
        where post = @post and place_id = @place and platform.in_force(valid_from, until, @at)
        """;
    const string Count = "update elections set version = version + 1 where id = @Id";
    const string Free = """
        select (array_agg(e.seats order by e.id))[1] - coalesce(sum((
            select count(*)
            from appointments a
            where a.source_id = e.id and platform.not_ended(a.until, @at))), 0)::int
        from elections e where e.term_id = @term and e.post = @post and e.state <> 'cancelled' having count(*) > 0
        """;
    const string Members = """
        select distinct person_id
        from memberships
        where organization_id = @OrganizationId
            and person_id is not null
            and platform.in_force(valid_from, valid_to, @Takes)
        """;

    /// <summary>First day of the elected: that of the term, or that of a later election.</summary>
    public DateOnly Takes => HeldOn > StartsOn ? HeldOn : StartsOn;

    /// <summary>Place of the office: the federation's division, or the organization.</summary>
    public Guid? Place => Posts.IsInOrganization(Post) ? OrganizationId : DivisionId;

    public string PlaceKey => Posts.IsInOrganization(Post) ? Key : DivisionKey!;

    /// <summary>Reads the election for a change and locks it with its term and its organization.</summary>
    public static async Task<Ballot> HoldAsync(Guid id, Session session, CancellationToken ct)
    {
        var ballot = await session.Find<Ballot>(One, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return ballot.Status == "dissolved" ? throw new ProblemException(Problems.OrganizationDissolved) : ballot;
    }

    /// <exception cref="ProblemException">ORG-0214: already counted; ORG-1431: cancelled.</exception>
    public void MustBeOpen()
    {
        if (State != "open")
            throw new ProblemException(State == "cancelled" ? Problems.ElectionCancelled : Problems.ElectionRecorded);
    }

    /// <summary>Raises the version after a change of its parts.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) => session.Execute(Count, new { Id }, ct);

    /// <summary>
    /// Free places of the body on a day: the number of places of the term's first election, minus its elected people
    /// who still serve. Null for the first election.
    /// </summary>
    public static Task<int?> FreeAsync(Guid term, string post, DateOnly takes, Session session, CancellationToken ct) =>
        session.Find<int?>(
            Free,
            new
            {
                term,
                post,
                at = ChinaDay.End(takes),
            },
            ct
        );

    /// <summary>
    /// People who may stand: members of the body, or for the council the association's members; null for anybody.
    /// </summary>
    public async Task<HashSet<Guid>?> MayStandAsync(Session session, CancellationToken ct) =>
        Election.DrawnFrom(Post) is { } body ? await OfAsync(body, session, ct)
        : Post == Contracts.Organizations.V1.Post.CouncilMember ? [.. await session.Query<Guid>(Members, this, ct)]
        : null;

    /// <summary>Number of voters; null for a congress.</summary>
    public async Task<int?> VotersAsync(Session session, CancellationToken ct) =>
        Election.VotedBy(Post) is { } body ? (await OfAsync(body, session, ct)).Count : null;

    async Task<HashSet<Guid>> OfAsync(string body, Session session, CancellationToken ct) =>
        [
            .. await session.Query<Guid>(
                Holders,
                new
                {
                    post = body,
                    place = Place,
                    at = ChinaDay.End(Takes),
                },
                ct
            ),
        ];
}
