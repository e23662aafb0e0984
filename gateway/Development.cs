using ServiceDefaults.Auth;
using ServiceDefaults.Http;

namespace Gateway;

/// <summary>Routes that exist only in Development: a token for any subject, and one clock for all services.</summary>
static class Development
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public sealed record TokenRequest(Guid? Subject);

    public sealed record ClockMove(double? OffsetSeconds);

    public static void MapDevelopment(this WebApplication app)
    {
        if (app.Configuration["Auth:DevelopmentKey"] is { Length: > 0 } key)
            app.MapPost("/dev/token", (TokenRequest request, TimeProvider time) =>
            {
                if (request.Subject is not { } subject)
                    throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/subject"));
                return TypedResults.Json(
                    new Dictionary<string, object>
                    {
                        ["access_token"] = Tokens.IssueDevelopmentToken(key, subject, time.GetUtcNow(), Lifetime),
                        ["token_type"] = "Bearer",
                        ["expires_in"] = (int)Lifetime.TotalSeconds,
                    }
                );
            });
        app.MapPost("/dev/clock", async (ClockMove move, Backends backends, CancellationToken ct) =>
        {
            if (move.OffsetSeconds is not { } offset)
                throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/offsetSeconds"));
            var answers = await backends.AskAllAsync(
                HttpMethod.Post,
                "/dev/clock",
                () => JsonContent.Create(new { offsetSeconds = offset }),
                TimeSpan.FromSeconds(5),
                ct
            );
            if (answers.Any(a => a.Status is not System.Net.HttpStatusCode.OK))
                throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = 2 };
            return TypedResults.Ok(answers.ToDictionary(a => a.Service, a => a.Body));
        });
    }
}
