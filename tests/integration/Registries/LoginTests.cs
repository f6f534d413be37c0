using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>A registry with a password: what a login does, what a bad one does, and that the password stays where it was put.</summary>
public sealed class LoginTests(Labs labs)
{
    private const int Port = 8080;
    private const string PasswordFile = "/etc/oci-reconciler/registry-password";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _password = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";

    [Theory]
    [ClassData<LabEngines>]
    public async Task Login_WrongThenRight_OldContainerServesUntilThenAndThePasswordIsNowhere(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var registry = await StartAsync(lab);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Web(engine, "web:1", "always"));
        await controller.AwaitAnswerAsync(Port, "hello from web 1");

        // The image is local: a warning, and on with it.
        await lab.WriteFileAsync(PasswordFile, "wrong\n");
        var cursor = await lab.JournalCursorAsync();
        var container = await controller.ContainerAsync(engine, "web");
        (await lab.ExecAsync("systemctl", "stop", $"{engine}-web.service")).Succeeded();
        await controller.AwaitLogAsync(cursor, $"LoginFailed: login to {Registry.Host} as {Registry.User} failed: ");
        container = await controller.ContainerAsync(engine, "web", otherThan: container);
        await controller.AwaitAsync("web", "is ready, with a warning", seen => seen.IsReady
            && seen.Warnings.StartsWith("LoginFailed: ", StringComparison.Ordinal));

        // It is not: an error, again and again, and the old version serves.
        await controller.DropAsync("web", Web(engine, "web:2", "missing"));
        var seen = await controller.AwaitAsync(
            "web", "says that the login failed", seen => seen.Has("Degraded", "True", "LoginFailed"), Patience);
        Assert.Contains("image doesn't exist locally and login failed: ", seen.Conditions, StringComparison.Ordinal);
        await AwaitRetriesAsync(lab, cursor, "LoginFailed");
        await AssertServesAsync(controller, engine, container);
        await MendAsync(controller, engine, "after the password was corrected", () => lab.WriteFileAsync(PasswordFile, _password + "\n"));
        Assert.Equal("", (await controller.GetAsync("web"))?.Warnings);

        // The registry is down, which is no matter of the login.
        await registry.StopAsync();
        container = await controller.ContainerAsync(engine, "web");
        await controller.DropAsync("web", Web(engine, "web:3", "missing"));
        await controller.AwaitAsync("web", "says that the pull failed", seen => seen.Has("Degraded", "True", "ImagePullFailed"), Patience);
        Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));
        await registry.StartAsync();
        await controller.AwaitAsync("web", "comes up by itself", seen => seen.IsReady, Patience);

        await AssertIsNowhereAsync(lab);
    }

    [Fact]
    public async Task Login_PasswordFileMissingADirectoryOrNotGiven_SaysWhichAndOldContainerServes()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await StartAsync(lab);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Web("podman", "web:1", "missing"));
        await controller.AwaitAnswerAsync(Port, "hello from web 1");
        var container = await controller.ContainerAsync("podman", "web");

        (await lab.ExecAsync("rm", PasswordFile)).Succeeded();
        await controller.DropAsync("web", Web("podman", "web:2", "missing"));
        await controller.AwaitAsync("web", "says which file is missing", seen => seen.Has("Degraded", "True", "LoginFailed")
            && seen.Conditions.Contains($"{PasswordFile} does not exist", StringComparison.Ordinal));

        (await lab.ExecAsync("mkdir", PasswordFile)).Succeeded();
        await controller.AwaitAsync(
            "web", "says which file cannot be read",
            seen => seen.Conditions.Contains($"{PasswordFile} cannot be read", StringComparison.Ordinal));
        await AssertServesAsync(controller, "podman", container);

        // Two of three fields are no login: the pull is anonymous, and the registry refuses it.
        await controller.DropAsync("web", Web("podman", "web:2", "missing", passwordFile: null));
        await controller.AwaitAsync("web", "says that the registry refuses", seen => seen.Has("Degraded", "True", "ImagePullDenied"));
        await AssertServesAsync(controller, "podman", container);

        (await lab.ExecAsync("rmdir", PasswordFile)).Succeeded();
        await lab.WriteFileAsync(PasswordFile, _password);
        await controller.EditAsync("web", Web("podman", "web:2", "missing"));
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
    }

    private async Task<Registry> StartAsync(Lab lab)
    {
        var registry = await Registry.StartAsync(lab, _password);
        await registry.PushAsync("localhost/oci-demo/web:1", "web:1");
        await registry.PushAsync("localhost/oci-demo/web:2", "web:2");
        await registry.PushAsync("localhost/oci-demo/web:1", "web:3");
        await lab.WriteFileAsync(PasswordFile, _password + "\n");
        return registry;
    }

    private static Task AwaitRetriesAsync(Lab lab, string cursor, string reason) => lab.EventuallyAsync(
        "it is tried again, later each time",
        async () => (await lab.JournalSinceAsync(cursor))
            .Count(line => line.Contains($"web: {reason}: ", StringComparison.Ordinal)
                && line.Contains(" Trying again in ", StringComparison.Ordinal)),
        count => count >= 2,
        Patience);

    private static async Task MendAsync(Controller controller, string engine, string what, Func<Task> mend)
    {
        await mend();
        var mended = Stopwatch.GetTimestamp();
        await controller.AwaitAsync("web", "comes up by itself", seen => seen.IsReady, Patience);
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
        Figure.Print($"{engine} on {controller.Lab.Release}: web came up {what}", $"{Stopwatch.GetElapsedTime(mended).TotalSeconds:0.0} s");
    }

    private static async Task AssertServesAsync(Controller controller, string engine, string container)
    {
        Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));
        Assert.Equal("hello from web 1\n", await controller.AnswerAsync(Port));
    }

    private async Task AssertIsNowhereAsync(Lab lab)
    {
        // That the search finds what is there to be found.
        (await lab.ExecAsync("systemd-run", "--quiet", "--unit=leak", $"--setenv=LEAK={_password}", "sleep", "600")).Succeeded();
        var leaked = await SecretSearch.FindAsync(lab, _password);
        string[] places = [
            $"file {PasswordFile}", "file /run/systemd/transient/leak.service", "process sleep", "unit property Environment"];
        Assert.Equal(places, leaked.Order(StringComparer.Ordinal));
        (await lab.ExecAsync("systemctl", "stop", "leak.service")).Succeeded();

        Assert.Equal($"file {PasswordFile}", Assert.Single(await SecretSearch.FindAsync(lab, _password)));
    }

    private static string Web(string engine, string image, string pull, string? passwordFile = PasswordFile) =>
        Manifest.Of("web", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = Registry.Image(image),
        ["pull"] = pull,
        ["login"] = new JsonObject { ["registry"] = Registry.Host, ["username"] = Registry.User, ["passwordFile"] = passwordFile },
        ["ports"] = Manifest.Strings($"{Port}:80"),
    });
}
