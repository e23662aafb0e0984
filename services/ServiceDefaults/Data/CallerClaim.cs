using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// What a request claims before the grants are read: the subject from the token, and the kinds of caller that the route
/// allows with the roles each needs.
/// </summary>
sealed record CallerClaim
{
    /// <summary>
    /// Aborts a transaction idle for 120 s: it holds the tree's shared lock and would block relocations. The statement
    /// limit is set before the wait for that lock.
    /// </summary>
    const string Sql = """
        select ranges, covered, organizations, partner
        from (
            select set_config('idle_in_transaction_session_timeout', '120s', true),
                set_config('app.subject', coalesce(@Subject::text, ''), true),
                set_config(
                    'statement_timeout', coalesce(@limit, current_setting('statement_timeout')), true
                ) as limited
            offset 0
        ) s
        cross join lateral platform.enter(
            @Subject, @IsSystem, @AsPerson, @StaffRoles, @OrganizationRoles, @PartnerRoles, @WantedOrganization, @At,
            case when s.limited is not null then @how end)
        """;

    public static readonly CallerClaim System = new() { IsSystem = true };
    public static readonly CallerClaim SystemLater = new() { IsSystem = true, TreeLock = TreeLock.Later };
    public static readonly CallerClaim SystemMoving = new() { IsSystem = true, TreeLock = TreeLock.Moving };

    public Guid? Subject { get; init; }
    public bool IsSystem { get; init; }
    public bool AsPerson { get; init; }
    public string[]? StaffRoles { get; init; }
    public string[]? OrganizationRoles { get; init; }
    public string[]? PartnerRoles { get; init; }
    public Guid? WantedOrganization { get; init; }
    public string Purpose { get; init; } = "";
    public TreeLock TreeLock { get; init; } = TreeLock.Shared;

    /// <summary>Sets the caller's rights for the transaction of the command.</summary>
    /// <param name="limit">How long a statement may take, in seconds; null for the connection's own limit.</param>
    public async Task<GrantedAccess> AskAsync(
        NpgsqlCommand command,
        DateTimeOffset at,
        int? limit,
        CancellationToken ct
    )
    {
        var args = new
        {
            Subject,
            IsSystem,
            AsPerson,
            StaffRoles,
            OrganizationRoles,
            PartnerRoles,
            WantedOrganization,
            At = at,
            limit = limit is { } seconds ? $"{seconds}s" : null,
            how = TreeLock == TreeLock.Shared ? "shared" : null,
        };
        var statement = NamedStatement.Of(Sql, args);
        command.CommandText = statement.Text;
        statement.Fill(command.Parameters, args);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt32(0), reader.GetBoolean(1), reader.GetFieldValue<Guid[]>(2), reader.GetBoolean(3));
    }

    public Caller Resolve(GrantedAccess granted)
    {
        if (IsSystem)
            return Caller.System;
        var kind = granted switch
        {
            { Ranges: > 0 } or { Covered: true } => CallerKind.Staff,
            { Organizations.Length: > 0 } => CallerKind.Organization,
            { Partner: true } => CallerKind.Partner,
            _ => AsPerson ? CallerKind.Person : CallerKind.Anonymous,
        };
        return new(kind, Subject, granted.Organizations is [var only] ? only : null, Purpose);
    }
}

/// <summary>What the caller's grants allow for this request.</summary>
sealed record GrantedAccess(int Ranges, bool Covered, Guid[] Organizations, bool Partner);
