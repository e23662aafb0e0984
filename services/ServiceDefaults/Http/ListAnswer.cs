using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace ServiceDefaults.Http;

/// <summary>The answer of a <see cref="Listing"/>: a page as JSON, or all rows as a file.</summary>
public sealed class ListAnswer<T> : IResult, IValueHttpResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    readonly IResult _answer;

    internal ListAnswer(Page<T> page) => (_answer, Page) = (TypedResults.Ok(page), page);

    internal ListAnswer(FileStreamHttpResult file) => _answer = file;

    /// <summary>Null where the answer is a file.</summary>
    public Page<T>? Page { get; }

    object? IValueHttpResult.Value => Page;

    int? IStatusCodeHttpResult.StatusCode => StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext) => _answer.ExecuteAsync(httpContext);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<T>), ["application/json"])
        );
}
