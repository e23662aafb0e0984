using ServiceDefaults.Data;

namespace Organizations.Features.People;

/// <summary>The picture of a row of person_photos, which is kept sealed.</summary>
static class PersonPhoto
{
    public static byte[] Seal(Session session, Guid person, byte[] bytes) =>
        session.Sealer.Seal(Convert.ToBase64String(bytes), "person_photos", person, "content");

    /// <summary>Null where it does not open.</summary>
    public static byte[]? Show(Session session, Guid person, byte[] content) =>
        session.Show(content, "person_photos", person, "content") is { } text ? Convert.FromBase64String(text) : null;
}
