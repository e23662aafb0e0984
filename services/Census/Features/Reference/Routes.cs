using ServiceDefaults.Auth;

namespace Census.Features.Reference;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/code-tables", ListCodeTables.Handle).AllowPublic();
    }
}
