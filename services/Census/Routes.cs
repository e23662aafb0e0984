namespace Census;

static class Routes
{
    public static void Map(RouteGroupBuilder v1) => _ = v1;
}
