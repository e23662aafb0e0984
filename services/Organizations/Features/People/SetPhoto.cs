using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.OpenApi;

namespace Organizations.Features.People;

/// <summary>
/// Stores a person's photo for the chart: a small JPEG or PNG, recognised by its bytes, kept sealed. It is part of the
/// person's record: If-Match is the person's version.
/// </summary>
static class SetPhoto
{
    const int Largest = 200 * 1024;

    const string FindPerson = "select version, scope_key as key from people where id = @id for update";
    const string Keep = """
        insert into person_photos (id, scope_key, media_type, content, taken_in_at)
        values (@id, @Key, @type, @content, @Now)
        on conflict (id)
            do update set media_type = excluded.media_type, content = excluded.content,
                taken_in_at = excluded.taken_in_at, version = person_photos.version + 1
        """;
    const string Touch = "update people set version = version + 1 where id = @id";

    [EndpointSummary("上传照片 The person's photo: JPEG or PNG, at most 200 KB")]
    [RequestFile("image/jpeg", "image/png")]
    public static async Task<Ok<GetPerson.Response>> Handle(
        Guid id,
        HttpRequest request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var person = await session.Find<Person>(FindPerson, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(person.Version);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var bytes = body.ToArray();
        if (bytes.Length > Largest || TypeOf(bytes) is not { } type)
            throw new ProblemException(Problems.NoPhoto);
        await session.Execute(
            Keep,
            new
            {
                id,
                person.Key,
                type,
                content = PersonPhoto.Seal(session, id, bytes),
                session.Now,
            },
            ct
        );
        await session.Execute(Touch, new { id }, ct);
        return TypedResults.Ok(await GetPerson.ReadAsync(id, session, ct));
    }

    /// <summary>Type of a picture by its first and last bytes; null if it is no complete JPEG or PNG.</summary>
    static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            && bytes.TrimEnd((byte)0).EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9])
        )
            return "image/jpeg";
        return
            bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
            && bytes.IndexOf("IEND"u8) > 0
            ? "image/png"
            : null;
    }

    sealed record Person(long Version, string Key);
}
