using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.OpenApi;

namespace Organizations.Features.People;

static class GetPhoto
{
    const string Find = "select media_type, content from person_photos where id = @id";

    [EndpointSummary("照片 The person's photo")]
    [AnswerFile("image/jpeg", "image/png")]
    public static async Task<FileContentHttpResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var photo = await session.Find<Photo>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(id);
        return TypedResults.Bytes(
            PersonPhoto.Show(session, id, photo.Content) ?? throw new ProblemException(PlatformProblems.Unreadable),
            photo.MediaType
        );
    }

    sealed record Photo(string MediaType, byte[] Content);
}
