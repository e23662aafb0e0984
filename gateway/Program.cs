return await Gateway.GatewayHost.RunAsync(args);
