using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.OpenApi;

namespace ServiceDefaults.Imports;

/// <summary>The handlers of one kind of import, the same for every kind.</summary>
/// <param name="kind">The kind.</param>
/// <param name="path">The address of its imports, with the service: /service/v1/things-imports.</param>
/// <param name="view">Converts an import to the answer of this kind.</param>
public sealed class ImportHandlers<T>(ImportKind kind, string path, Func<ImportJob, T> view) : IListed
    where T : ImportJob
{
    readonly Listing<ImportJob, T> _list = ImportJobs.ListOf(path.Split('/')[^1], view);

    /// <summary>Adds members that are shown for a single import, but not in lists.</summary>
    public Func<T, Session, CancellationToken, Task<T>>? More { get; init; }

    /// <summary>
    /// Throws the problem of an application that cannot succeed; called when the import is validated.
    /// </summary>
    public Func<ImportJob, Session, CancellationToken, Task>? MayApply { get; init; }

    internal ImportKind Kind => kind;

    internal string Path => path;

    IListing IListed.Listing => _list;

    /// <summary>The area of the use case that declares the kind.</summary>
    internal string Area => view.Method.DeclaringType!.Namespace!.Split('.')[^1];

    /// <summary>Stores the request's file and starts its dry run.</summary>
    /// <param name="parameters">Input of the run beside the file, see <see cref="ImportRun.Parameters"/>; <see
    /// cref="ListOf"/> filters by its first word.</param>
    public async Task<Accepted<T>> Upload(
        string parameters,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    ) => Accepted(await upload.ReceiveAsync(request, kind, parameters, session, ct));

    /// <summary>The imports of this kind that the caller may see, the newest first.</summary>
    public Task<ListAnswer<T>> List(ListQuery query, Session session, CancellationToken ct) =>
        _list.AnswerAsync(query, session, ImportJobs.Of(kind, session), ct);

    /// <summary>As <see cref="List"/>, limited to imports whose parameters begin with this id.</summary>
    public Task<ListAnswer<T>> ListOf(Guid id, ListQuery query, Session session, CancellationToken ct) =>
        _list.AnswerAsync(query, session, ImportJobs.Of(kind, session, id.ToString()), ct);

    public async Task<Ok<T>> Get(Guid id, Session session, CancellationToken ct)
    {
        var answer = view(await ImportJobs.FindAsync(session, kind, id, ct));
        return TypedResults.Ok(More is null ? answer : await More(answer, session, ct));
    }

    internal Task<ListAnswer<Rejection>> ListRejections(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => ImportJobs.ListRejectionsAsync(session, kind, id, query, ct);

    [AnswerNotKept]
    [AnswerFile("text/csv", ListFile.Xlsx)]
    internal Task<FileStreamHttpResult> Errors(
        Guid id,
        ErrorFileRequest request,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => ImportJobs.ErrorFileAsync(session, kind, id, request, query, ct);

    public async Task<Accepted<T>> Apply(Guid id, Session session, CancellationToken ct) =>
        Accepted(await ImportJobs.ApplyAsync(session, kind, id, MayApply, ct));

    Accepted<T> Accepted(ImportJob job) => TypedResults.Accepted($"{path}/{job.Id}", view(job));
}

/// <summary>Requests the rejected rows as they are in the file.</summary>
/// <param name="Reason">The reason, at least 4 characters; the audit stores it.</param>
sealed record ErrorFileRequest([Lines, Required, Longest(200), Example("核对被拒的行")] string Reason);

public static class ImportRoutes
{
    /// <summary>
    /// Maps all routes of one kind except its upload: the list, one import, its rejected rows, its error file if it is
    /// about persons, and its application.
    /// </summary>
    /// <param name="v1">The service's routes.</param>
    /// <param name="handlers">The handlers of the kind.</param>
    /// <param name="zh">The content of its files, Chinese.</param>
    /// <param name="en">The content of its files, English.</param>
    /// <param name="roles">Roles that may send such a file.</param>
    public static void MapImports<T>(
        this RouteGroupBuilder v1,
        ImportHandlers<T> handlers,
        string zh,
        string en,
        params string[] roles
    )
        where T : ImportJob
    {
        Mapped(v1).Add(handlers.Kind, handlers.Path, zh, en, roles);
        var list = "/" + handlers.Path.Split('/')[^1];
        var one = list + "/{id:guid}";
        // people-imports: one of them is a PeopleImport.
        var name = string.Concat(list.Split('/', '-').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))
            .TrimEnd('s');
        Add(
                v1.MapGet(list, handlers.List),
                $"list{name}s",
                $"{zh}导入列表 Imports of {en}, the caller's own and those of senders below; filter by state, mine"
            )
            .WithMetadata(((IListed)handlers).Listing);
        Add(v1.MapGet(one, handlers.Get), "get" + name, $"{zh}导入进度 An import of {en} and its progress");
        Add(
                v1.MapGet(one + "/rejections", handlers.ListRejections),
                $"list{name}Rejections",
                "被拒的行 Rejected rows with their reasons, those with a fault of their own first; CSV, XLSX"
            )
            .WithMetadata(ImportJobs.Rejected);
        if (handlers.Kind.Personal)
            Add(
                v1.MapPost(one + "/errors", handlers.Errors),
                $"disclose{name}Errors",
                "错误文件 The rejected rows as they are in the file, with full numbers, each with its "
                    + "reason (format=csv or xlsx): for the sender only, who must give a reason"
            );
        Add(
            v1.MapPost(one + "/apply", handlers.Apply),
            "apply" + name,
            $"应用{zh}导入 Apply a validated import of {en}, all of it"
        );

        RouteHandlerBuilder Add(RouteHandlerBuilder route, string operation, string summary) =>
            route.AllowStaff(roles).WithName(operation).WithTags(handlers.Area).WithSummary(summary);
    }

    /// <summary>
    /// Maps GET /imports, the imports of all mapped kinds, for the roles that may send a file of one of them; once per
    /// service.
    /// </summary>
    public static void MapListOfImports(this RouteGroupBuilder v1)
    {
        var kinds = Mapped(v1);
        v1.MapGet("/imports", ListImports.Handle)
            .WithSummary(
                "全部导入 Imports of all kinds whose files the caller may send, the caller's own and those of senders below, "
                    + "the newest first; filter by kind, state, mine"
            )
            // Evaluated when the endpoint is built: all kinds are mapped by then, in whatever order.
            .Add(endpoint =>
            {
                endpoint.Metadata.Add(new Access { Staff = kinds.Roles });
                endpoint.Metadata.Add(kinds.List);
            });
    }

    static MappedImports Mapped(IEndpointRouteBuilder v1) => v1.ServiceProvider.GetRequiredService<MappedImports>();
}
