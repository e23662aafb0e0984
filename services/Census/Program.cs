using Census;
using ServiceDefaults;
using ServiceDefaults.Sealing;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
return await builder.RunPlatformAsync(args, Routes.Map, Reseal.Verb(SealedColumns.All));
