using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>A link of an executive member to a model woman, in the table and in answers.</summary>
sealed record ModelWomanLink(Guid Id, Guid MemberId, Guid PersonId, DateOnly ValidFrom, LastDay? ValidTo, long Version)
    : IVersioned
{
    public const string Find =
        "select id, member_id, person_id, valid_from, valid_to, version from model_women where id = @id";
}
