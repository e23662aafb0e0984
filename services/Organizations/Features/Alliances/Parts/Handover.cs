namespace Organizations.Features.Alliances;

/// <summary>A handover of the chair in an answer.</summary>
sealed record Handover(
    Guid Id,
    DateOnly DueOn,
    Guid? FromMemberId,
    Guid ToMemberId,
    DateTimeOffset? NoticedAt,
    DateOnly? HandedOverOn,
    string? Note,
    long Version
)
{
    public const string Columns = "id, due_on, from_member_id, to_member_id, noticed_at, handed_over_on, note, version";
}
