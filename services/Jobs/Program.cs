using Jobs;
using ServiceDefaults;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All).AddTimers(Subscriptions.Timers);
return await builder.RunPlatformAsync(args, Jobs.Routes.Map, Reseal.Verb(SealedColumns.All));
