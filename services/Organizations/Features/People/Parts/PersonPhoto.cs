using ServiceDefaults.Data;

namespace Organizations.Features.People;

/// <summary>The sealed photo of a row of person_photos.</summary>
static class PersonPhoto
{
    public static byte[] Seal(Session session, Guid person, byte[] bytes) =>
        session.Sealer.Seal(Convert.ToBase64String(bytes), "person_photos", person, "content");

    /// <summary>Null if it cannot be opened.</summary>
    public static byte[]? Show(Session session, Guid person, byte[] content) =>
        session.Show(content, "person_photos", person, "content") is { } text ? Convert.FromBase64String(text) : null;
}
