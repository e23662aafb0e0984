namespace Organizations.Features.Studios;

/// <summary>A row of the ledger of grants, in the table and in answers.</summary>
sealed record GrantRow(Guid Id, decimal Amount)
{
    public const string Insert = """
        insert into studio_grants (id, scope_key, studio_id, amount, granted_on, reverses_id, note, recorded_by)
        values (@grant, @ScopeKey, @StudioId, @Amount, @on, @reverses, @Note, @by)
        on conflict (reverses_id) do nothing
        """;
}
