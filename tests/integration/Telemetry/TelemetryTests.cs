namespace OciReconciler.IntegrationTests;

/// <summary>What a collector gets to know of a drop, an edit and a change that is rolled back.</summary>
public sealed class TelemetryTests(Labs labs)
{
    [Fact]
    public async Task Telemetry_DropEditAndRollback_ReachAnOtlpReceiver()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var receiver = await OtlpReceiver.StartAsync(lab);
        var controller = await Controller.InstallAsync(lab);
        // The pass that starts what cannot start sees it fail, on a slow machine as well.
        await controller.ConfigureAsync("{\"startWaitSeconds\": 60}");
        await lab.InstallDropInAsync("otlp.conf");
        await SendAsync(lab);
        await controller.StartAsync();
        await AwaitMetricAsync(lab, receiver, "oci_reconciler.rollbacks", 0);

        await controller.DropAsync("web", Web("first"));
        await controller.AwaitAsync("web", "is known as good", seen => seen.IsReady && seen.Has("Progressing", "False", "Idle"));
        await controller.EditAsync("web", Web("second"));
        await controller.AwaitAsync("web", "is known as good", seen => seen.IsReady && seen.Has("Progressing", "False", "Idle"));
        await controller.DropAsync("web", Web("third", entrypoint: "/no/such/program"));
        await controller.AwaitAsync("web", "is rolled back", seen => seen.Has("Degraded", "True", "RolledBack")
            && seen.Has("Ready", "True"), TimeSpan.FromSeconds(60));

        await AwaitMetricAsync(lab, receiver, "oci_reconciler.rollbacks", 1);
        await AwaitMetricAsync(lab, receiver, "oci_reconciler.workloads state=Running", 1);
        await AwaitMetricAsync(lab, receiver, "oci_reconciler.change.unavailability", 2);
        var metrics = await receiver.MetricsAsync();
        Assert.True(metrics["oci_reconciler.passes result=settled"] >= 3);
        // There from the start; the third version failed to start.
        Assert.Equal(0, metrics["oci_reconciler.passes result=stopping"]);
        Assert.True(metrics["oci_reconciler.passes result=failed"] >= 1);
        Assert.Equal(metrics["oci_reconciler.passes result=settled"]
            + metrics["oci_reconciler.passes result=failed"], metrics["oci_reconciler.pass.duration"]);
        Assert.True(metrics["oci_reconciler.restarts restarted_by=systemd"] > 0);
        Assert.True(metrics["oci_reconciler.preparations result=done"] >= 4);
        Assert.True(metrics["oci_reconciler.preparation.duration"] >= 4);
        Assert.Equal(4, metrics["oci_reconciler.dbus.calls dbus.method=StartTransientUnit"]);
        Assert.Equal(0, metrics["oci_reconciler.queue.depth"]);
        Assert.Contains("oci_reconciler.queue.age", metrics.Keys);
        Assert.Contains("oci_reconciler.dbus.errors dbus.failure=Timeout", metrics.Keys);

        var spans = await receiver.SpansAsync();
        Assert.Contains("oci_reconciler.preparation reason=NotDefined result=done workload=web", spans);
        Assert.Contains("oci_reconciler.step reason=NotDefined result=done step=Define workload=web", spans);
        Assert.Contains("oci_reconciler.step reason=SpecChanged result=done step=Stop workload=web", spans);
        Assert.Contains("oci_reconciler.step reason=SpecChanged result=done step=Release workload=web", spans);
        Assert.Contains("oci_reconciler.pass result=settled workloads=web", spans);
        Assert.Contains(
            spans, span => span.StartsWith("oci_reconciler.step reason=StartFailed result=failed step=Start workload=web error: ",
                StringComparison.Ordinal));
        Assert.Equal(["oci-reconciler"], await receiver.ServicesAsync());
    }

    // The variables alone: the unit leaves no network to send over.
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Telemetry_WithoutTheDropIn_IsNotSentAndTheLogSaysWhatToDo(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        await SendAsync(lab);
        var cursor = await lab.JournalCursorAsync();
        await controller.StartAsync();
        await controller.AwaitLogAsync(
            cursor, "No telemetry is sent: the controller's unit forbids the network. packaging/oci-reconciler.service.d/otlp.conf");
        await controller.DropAsync("web", Web("first"));
        await controller.AwaitReadyAsync("web");
    }

    // Read after the drop-in that comes with the program, which names a collector of its own.
    private static async Task SendAsync(Lab lab)
    {
        await lab.WriteFileAsync($"/etc/systemd/system/{Controller.Unit}.d/test.conf", $"""
            [Service]
            Environment=OTEL_EXPORTER_OTLP_ENDPOINT={OtlpReceiver.Endpoint} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
            Environment=OTEL_METRIC_EXPORT_INTERVAL=500 OTEL_BSP_SCHEDULE_DELAY=200
            """);
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    private static Task AwaitMetricAsync(Lab lab, OtlpReceiver receiver, string metric, double value) => lab.EventuallyAsync(
        $"{metric} is {value}", async () => (await receiver.MetricsAsync()).GetValueOrDefault(metric, double.NaN), seen => seen == value);

    private static string Web(string greeting, string? entrypoint = null)
    {
        var spec = new JsonObject
        {
            ["image"] = Manifest.Web,
            ["environment"] = new JsonObject { ["GREETING"] = greeting },
            ["minReadySeconds"] = 1,
        };
        if (entrypoint is not null)
            spec["entrypoint"] = entrypoint;
        return Manifest.Of("web", spec);
    }
}
