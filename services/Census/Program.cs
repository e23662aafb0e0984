using Census;
using Census.Features.Residents;
using ServiceDefaults;
using ServiceDefaults.Sealing;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
return await builder.RunPlatformAsync(args, Census.Routes.Map, IndexNames.Verb, Reseal.Verb(SealedColumns.All));
