using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// Describes every operation: id and area, allowed callers (x-access), headers of request and answer, list parameters,
/// failures.
/// </summary>
static class DocumentHabits
{
    /// <summary>Markdown, the introduction of each document.</summary>
    const string Conventions = """
        - 请求头 `Authorization: Bearer …` 表明身份；可见范围由平台中的任职记录决定。
          The token identifies the caller; the grants recorded in the platform decide what the caller may see.
        - 每个 POST 带 `Idempotency-Key`（8-128 个字符），重试时沿用；保留 7 天。
          Every POST carries a key, the same for a retry; it is kept for 7 days.
        - GET 返回 `ETag`，修改时作为 `If-Match` 送回。
          A GET returns an ETag; a change sends it back as If-Match.
        - 列表用 `?cursor=&limit=` 翻页，`next` 为空即到末页。
          Lists are paged by cursor; next is null at the end.
        - 代表多个单位者用 `X-Organization` 指明其中一个。
          A caller who acts for several organizations names one in it.
        - 失败一律为 `application/problem+json`，代码见[错误代码](/docs/problems)；429 与 503 带 `Retry-After`。
          Failures are problem details with [stable codes](/docs/problems); 429 and 503 carry Retry-After.
        - `x-access` 列出每个接口谁可以调用。
          x-access of a route lists who may call it.
        """;

    /// <param name="program">The service's assembly; docstrings describe its areas.</param>
    public static void Apply(OpenApiOptions options, Assembly program)
    {
        Dictionary<string, JsonTypeInfo> types = [];
        options.CreateSchemaReferenceId = info =>
        {
            var plain = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
            if (OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null || plain == typeof(LastDay))
                return null;
            var name = NameOf(info.Type);
            if (types.TryAdd(name, info) || types[name].Type == info.Type)
                return name;
            throw new InvalidOperationException($"{info.Type} and {types[name].Type} have one name in the document.");
        };
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                DocumentMembers.Mend(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                Operation(operation, context);
                return Task.CompletedTask;
            }
        );
        options.AddDocumentTransformer(
            (document, context, _) =>
            {
                document.Info = new()
                {
                    Title = $"/{context.DocumentName}/v1",
                    Version = ApiDocument.Version,
                    Description = Conventions,
                };
                document.Servers = [new() { Url = "/" }];
                document.Tags = Areas(document, program);
                document.Components ??= new();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["bearer"] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = "bearer",
                        BearerFormat = "JWT",
                    },
                };
                foreach (var (name, schema) in document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
                    if (schema is OpenApiSchema own && types.TryGetValue(name, out var info))
                        DocumentMembers.Describe(own, info);
                DocumentExamples.Apply(document);
                DocumentProblems.AddComponents(document);
                DocumentParts.AddComponents(document);
                return Task.CompletedTask;
            }
        );
    }

    static void Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var access = metadata.OfType<Access>().Last();
        var handler = metadata.OfType<MethodInfo>().First();
        var takes = handler.GetParameters().Select(p => p.ParameterType).ToHashSet();
        var method = context.Description.HttpMethod;

        operation.OperationId ??= JsonNamingPolicy.CamelCase.ConvertName(handler.DeclaringType!.Name);
        var area = metadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags[0] ?? AreaOf(handler, context.DocumentName);
        operation.Tags = new HashSet<OpenApiTagReference> { new(area, context.Document) };
        operation.Description = string.Join(
            "\n\n",
            new[] { DocComments.Of(handler), operation.Description }.OfType<string>()
        );
        var reached = ReachedFields.Of(handler).Select(f => f.GetValue(null)).ToList();
        WhoMay(operation, access, context.Document);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            if (handler.GetParameters().FirstOrDefault(p => p.Name == parameter.Name) is { } taken)
            {
                parameter.Description ??= DocComments.Of(taken);
                var declared = MemberRules.Of(taken);
                parameter.Required |= declared.OfType<RequiredAttribute>().Any();
                if (parameter.Schema is OpenApiSchema schema)
                    DocumentMembers.Say(declared, schema);
            }
        Headers(operation, method, metadata, takes, context.Document!);
        Files(operation, metadata, handler);
        if (takes.Contains(typeof(PageRequest)))
            DocumentLists.Pages(operation, context.Document!);
        if (takes.Contains(typeof(ListQuery)) && ListOf(metadata, reached) is { } list)
            DocumentLists.Apply(operation, list, context.Document!);
        Answers(operation, method, context.Document!);
        var rules = MemberRules
            .Of(handler, metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType)
            .SelectMany(r => r.Rules);
        DocumentProblems.Apply(
            operation,
            [.. reached, .. rules],
            Implied(access, method, metadata, takes),
            context.Document!
        );
    }

    /// <summary>The last part of the use case's namespace; for the platform's routes, the service.</summary>
    static string AreaOf(MethodInfo handler, string service) =>
        handler.DeclaringType!.Namespace!.Split('.') is [_, "Features", var area, ..] ? area : service;

    static HashSet<OpenApiTag> Areas(OpenApiDocument document, Assembly program) =>
        [
            .. document
                .Paths.Values.SelectMany(p => p.Operations!.Values)
                .SelectMany(o => o.Tags!)
                .Select(t => t.Reference.Id!)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(name => Area(name, WordsOf(name, program))),
        ];

    /// <summary>Pages show x-displayName, clients use the name.</summary>
    static OpenApiTag Area(string name, string words)
    {
        var area = new OpenApiTag { Name = name, Description = words };
        area.AddExtension("x-displayName", new JsonNodeExtension(words));
        return area;
    }

    static string WordsOf(string area, Assembly program) =>
        program.GetType($"{program.GetName().Name}.Features.{area}.Routes") is { } routes
            ? DocComments.Of(routes) ?? area
            : "各服务共有 Routes of every service";

    static IListing? ListOf(IList<object> metadata, IEnumerable<object?> reached) =>
        metadata.OfType<IListing>().LastOrDefault()
        ?? reached
            .Select(value => value as IListing ?? (value as IListed)?.Listing)
            .FirstOrDefault(list => list is not null);

    static void WhoMay(OpenApiOperation operation, Access access, OpenApiDocument? document)
    {
        operation.AddExtension("x-access", new JsonNodeExtension(access.ToJson()));
        operation.Security = access.Public
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
    }

    static void Headers(
        OpenApiOperation operation,
        string? method,
        IList<object> metadata,
        HashSet<Type> takes,
        OpenApiDocument document
    )
    {
        var parameters = operation.Parameters ??= [];
        if (method == "POST" && !metadata.OfType<WithoutIdempotency>().Any())
            parameters.Add(new OpenApiParameterReference(DocumentParts.Once, document));
        if (method is "PUT" or "PATCH" or "DELETE")
            parameters.Add(new OpenApiParameterReference(DocumentParts.MayBeOnce, document));
        if (takes.Contains(typeof(IfMatch)))
            parameters.Add(new OpenApiParameterReference(DocumentParts.IfMatch, document));
        if (method == "GET")
            parameters.Add(new OpenApiParameterReference(DocumentParts.IfNoneMatch, document));
    }

    static void Files(OpenApiOperation operation, IList<object> metadata, MethodInfo handler)
    {
        var taken = metadata.OfType<TakesFile>().Any()
            ? DocumentLists.Files
            : handler.GetCustomAttribute<RequestFileAttribute>()?.MediaTypes;
        if (taken is not null)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = DocumentParts.Binary(taken) };
        if (handler.GetCustomAttribute<AnswerFileAttribute>() is { } answered)
            DocumentParts.AnswerFiles(operation, answered.MediaTypes);
    }

    static void Answers(OpenApiOperation operation, string? method, OpenApiDocument document)
    {
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (answer is not OpenApiResponse own)
                continue;
            own.Headers ??= new Dictionary<string, IOpenApiHeader>();
            own.Headers[UnopenedValues.Header] = new OpenApiHeaderReference(UnopenedValues.Header, document);
            if (method == "GET" && status == "200")
                own.Headers[DocumentParts.Tag] = new OpenApiHeaderReference(DocumentParts.Tag, document);
            if (status == "201")
                own.Headers[DocumentParts.Location] = new OpenApiHeaderReference(DocumentParts.Location, document);
        }
        if (method == "GET")
            operation.Responses?.TryAdd("304", new OpenApiResponseReference(DocumentParts.NotModified, document));
    }

    /// <summary>The failures of the kind of request, independent of its handler.</summary>
    static IEnumerable<Problem> Implied(Access access, string? method, IList<object> metadata, HashSet<Type> takes)
    {
        if (!access.Public)
        {
            yield return PlatformProblems.SignIn;
            yield return PlatformProblems.NotAllowed;
        }
        if (takes.Contains(typeof(ListQuery)))
        {
            yield return PlatformProblems.Invalid;
            yield return PlatformProblems.BadCursor;
        }
        if (takes.Contains(typeof(IfMatch)))
        {
            yield return PlatformProblems.IfMatchNeeded;
            yield return PlatformProblems.Stale;
        }
        if (metadata.OfType<IAcceptsMetadata>().Any())
        {
            yield return PlatformProblems.Invalid;
            yield return PlatformProblems.Malformed;
            yield return PlatformProblems.TooLarge;
            yield return PlatformProblems.MediaType;
        }
        if (method == "POST" && !metadata.OfType<WithoutIdempotency>().Any())
        {
            yield return PlatformProblems.KeyNeeded;
            yield return PlatformProblems.KeyReused;
        }
    }

    /// <summary>Types named Request and Response get the use case's name as a prefix.</summary>
    static string NameOf(Type type)
    {
        var name = type.IsGenericType
            ? type.Name.Split('`')[0] + "Of" + string.Concat(type.GetGenericArguments().Select(NameOf))
            : type.Name;
        return type.DeclaringType is { } useCase ? useCase.Name + name : name;
    }
}
