using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.OpenApi;
using Training.Domain;
using Training.Pages;

namespace Training.Features.Certificates;

/// <summary>
/// The public verification of a certificate by its address: JSON for programs, a page for browsers.
/// </summary>
static class VerifyCertificate
{
    const string Sql = """
        select number, course, course_name, course_name_en, masked_name as name, issued_on, issuer, revoked_on
        from verifications
        where verification = @code
        """;

    [EndpointSummary("证书验证 Verify a certificate (JSON, or a page for browsers)")]
    [SharedLink]
    [AnswerFile("text/html")]
    public static async Task<Results<ContentHttpResult, Ok<Response>>> Handle(
        string verification,
        HttpContext http,
        Session session,
        CancellationToken ct
    )
    {
        var found = VerificationCode.Normalise(verification) is { } code
            ? await session.Find<Row>(Sql, new { code }, ct)
            : null;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (WantsPage(http.Request.GetTypedHeaders()))
        {
            http.Response.Headers.ContentSecurityPolicy = VerificationPage.Policy;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            return TypedResults.Content(
                VerificationPage.Render(found),
                "text/html; charset=utf-8",
                statusCode: found is null ? 404 : 200
            );
        }
        if (found is null)
            throw new ProblemException(Problems.UnknownCertificate);
        return TypedResults.Ok(
            new Response(
                found.RevokedOn is null ? "valid" : "revoked",
                found.Number,
                found.Course,
                found.CourseName,
                found.Name,
                found.IssuedOn,
                found.Issuer,
                found.RevokedOn
            )
        );
    }

    /// <summary>True if Accept names text/html, as browsers do, and does not prefer application/json.</summary>
    static bool WantsPage(RequestHeaders headers)
    {
        var html = headers
            .Accept.Where(a => a.MediaType == "text/html")
            .Select(a => a.Quality ?? 1)
            .DefaultIfEmpty(0)
            .Max();
        var json = headers
            .Accept.Where(a => a.MediaType == "application/json")
            .Select(a => a.Quality ?? 1)
            .DefaultIfEmpty(0)
            .Max();
        return html > 0 && html >= json;
    }

    /// <param name="Status">Valid or revoked; an unknown certificate is a 404.</param>
    /// <param name="Name">Masked.</param>
    /// <param name="RevokedOn">The day it was revoked; null while it is valid.</param>
    public sealed record Response(
        [Code(nameof(CodeTables.CertificateStatus))] string Status,
        string Number,
        string Course,
        string CourseName,
        string Name,
        DateOnly IssuedOn,
        string Issuer,
        DateOnly? RevokedOn
    );

    public sealed record Row(
        string Number,
        string Course,
        string CourseName,
        string CourseNameEn,
        string Name,
        DateOnly IssuedOn,
        string Issuer,
        DateOnly? RevokedOn
    );
}
