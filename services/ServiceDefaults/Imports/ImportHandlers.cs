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

/// <summary>What the routes of one kind of import do, the same for every kind.</summary>
/// <param name="kind">The kind.</param>
/// <param name="path">Where its imports are, with the service: /service/v1/things-imports.</param>
/// <param name="view">An import as the answers of this kind show it.</param>
public sealed class ImportHandlers<T>(ImportKind kind, string path, Func<ImportJob, T> view) : IListed
    where T : ImportJob
{
    readonly Listing<ImportJob, T> _list = ImportJobs.ListOf(path.Split('/')[^1], view);

    /// <summary>Adds to one import what lists of them do not show.</summary>
    public Func<T, Session, CancellationToken, Task<T>>? More { get; init; }

    /// <summary>
    /// Refuses, by its problem, an application that cannot succeed; called when the import is validated.
    /// </summary>
    public Func<ImportJob, Session, CancellationToken, Task>? MayApply { get; init; }

    internal ImportKind Kind => kind;

    internal string Path => path;

    IListing IListed.Listing => _list;

    /// <summary>The area of the use case that declares the kind.</summary>
    internal string Area => view.Method.DeclaringType!.Namespace!.Split('.')[^1];

    /// <summary>Takes the request's file in; its dry run begins.</summary>
    /// <param name="parameters">What the run needs to know beside the file, as <see cref="ImportRun.Parameters"/> gives
    /// it; its first word is what <see cref="ListOf"/> goes by.</param>
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

    /// <summary>Of these, the ones about the thing with this id.</summary>
    public Task<ListAnswer<T>> ListOf(Guid id, ListQuery query, Session session, CancellationToken ct) =>
        _list.AnswerAsync(query, session, ImportJobs.Of(kind, session, id.ToString()), ct);

    public async Task<Ok<T>> Get(Guid id, Session session, CancellationToken ct)
    {
        var answer = view(await ImportJobs.FindAsync(session, kind, id, ct));
        return TypedResults.Ok(More is null ? answer : await More(answer, session, ct));
    }

    public Task<ListAnswer<Rejection>> ListRejections(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => ImportJobs.ListRejectionsAsync(session, kind, id, query, ct);

    [AnswerNotKept]
    [AnswerFile("text/csv", ListFile.Xlsx)]
    public Task<FileStreamHttpResult> Errors(
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

/// <summary>Asks for the rejected rows as they stood in the file.</summary>
/// <param name="Reason">Why, at least 4 characters; the audit keeps it.</param>
public sealed record ErrorFileRequest([Lines, Required, Longest(200), Example("核对被拒的行")] string Reason);

public static class ImportRoutes
{
    /// <summary>
    /// Maps everything of one kind but its upload: the list, one import, its rejected rows, its error file where it is
    /// about persons, its application.
    /// </summary>
    /// <param name="v1">The service's routes.</param>
    /// <param name="handlers">The kind's.</param>
    /// <param name="zh">What its files hold, Chinese.</param>
    /// <param name="en">What its files hold, English.</param>
    /// <param name="roles">Who may send such a file.</param>
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
        // people-imports: PeopleImport is one of them.
        var name = string.Concat(list.Split('/', '-').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))
            .TrimEnd('s');
        Add(
                v1.MapGet(list, handlers.List),
                $"list{name}s",
                $"{zh}导入列表 Imports of {en}, one's own and those of senders below; filter by state, mine"
            )
            .WithMetadata(((IListed)handlers).Listing);
        Add(v1.MapGet(one, handlers.Get), "get" + name, $"{zh}导入进度 An import of {en} and how far it is");
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
                "错误文件 The rejected rows as they stood in the file, with its numbers, each with its "
                    + "reason (format=csv or xlsx): for the sender alone, who says why"
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
    /// GET /imports, the imports of all kinds that are mapped, for who may send a file of one of them; one line for a
    /// service.
    /// </summary>
    public static void MapListOfImports(this RouteGroupBuilder v1)
    {
        var kinds = Mapped(v1);
        v1.MapGet("/imports", ListImports.Handle)
            .WithSummary(
                "全部导入 Imports of all kinds whose files the caller may send, one's own and those of senders below, "
                    + "the newest first; filter by kind, state, mine"
            )
            // Added when the route is made: by then every kind is mapped, whichever line stands first.
            .Add(endpoint =>
            {
                endpoint.Metadata.Add(new Access { Staff = kinds.Roles });
                endpoint.Metadata.Add(kinds.List);
            });
    }

    static MappedImports Mapped(IEndpointRouteBuilder v1) => v1.ServiceProvider.GetRequiredService<MappedImports>();
}
