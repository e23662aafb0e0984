using ServiceDefaults;
using ServiceDefaults.Sealing;
using Training;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
return await builder.RunPlatformAsync(args, Training.Routes.Map, Reseal.Verb(SealedColumns.All));
