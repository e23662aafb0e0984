using ServiceDefaults;
using Training;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
return await builder.RunPlatformAsync(args, Routes.Map);
