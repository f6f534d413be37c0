namespace OciReconciler.IntegrationTests;

/// <summary>
/// imageFile: which archives each engine takes, and what becomes of one that changes, is missing or holds something else.
/// </summary>
public sealed class ImageFileTests(Labs labs)
{
    private const int Port = 8080;
    private const string Directory = "/srv/images";
    private const string Image = "localhost/archived/web:1";

    // The lab has no zstd: a frame of blocks that are not compressed is a frame as well.
    private const string MakeArchives = """
        mkdir -p /srv/images; cd /srv/images
        for kind in docker oci; do
            for release in 1 2; do
                podman tag localhost/oci-demo/web:$release localhost/archived/web:1
                podman save --quiet --format $kind-archive -o $kind-$release.tar localhost/archived/web:1
                podman untag localhost/archived/web:1 localhost/archived/web:1 2>/dev/null || podman rmi localhost/archived/web:1
            done
            gzip --keep $kind-1.tar
            perl -e 'binmode STDIN; undef $/; my $all = <STDIN>; my $size = length $all;
                print pack("VCC", 0xFD2FB528, 0x00, 0x38);
                for (my $at = 0; $at < $size; $at += 65536) {
                    my $part = substr($all, $at, 65536);
                    print substr(pack("V", length($part) << 3 | ($at + 65536 >= $size ? 1 : 0)), 0, 3), $part;
                }' < $kind-1.tar > $kind-1.tar.zst
        done
        """;

    [Theory]
    [InlineData(DebianRelease.Trixie, "podman", "docker-1.tar docker-1.tar.gz docker-1.tar.zst oci-1.tar oci-1.tar.gz oci-1.tar.zst", "")]
    [InlineData(DebianRelease.Bookworm, "podman", "docker-1.tar docker-1.tar.gz docker-1.tar.zst oci-1.tar oci-1.tar.gz oci-1.tar.zst", "")]
    [InlineData(DebianRelease.Trixie, "docker", "docker-1.tar docker-1.tar.gz docker-1.tar.zst", "oci-1.tar")]
    [InlineData(DebianRelease.Bookworm, "docker", "docker-1.tar docker-1.tar.gz", "docker-1.tar.zst oci-1.tar")]
    public async Task ImageFile_OfEachKind_IsLoadedOrRefusedWithAClearError(
        DebianRelease release, string engine, string taken, string refused)
    {
        await using var lab = await labs.OwnAsync(release);
        (await lab.ShellAsync(MakeArchives)).Succeeded();
        var controller = await Controller.StartAsync(lab);
        foreach (var archive in taken.Split(' '))
        {
            Assert.NotEqual(0, (await lab.ExecAsync(engine, "image", "inspect", Image)).ExitCode);
            await controller.DropAsync("web", Web(engine, $"{Directory}/{archive}"));
            await controller.AwaitAnswerAsync(Port, "hello from web 1");
            await controller.DeleteAsync("web");
            await controller.AwaitGoneAsync(engine, "web");
            (await lab.ExecAsync(engine, "rmi", Image)).Succeeded();
        }

        foreach (var archive in refused.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await controller.DropAsync("web", Web(engine, $"{Directory}/{archive}"));
            await controller.AwaitAsync("web", "says that docker does not take it", seen => seen.Has("Degraded", "True", "ImageLoadFailed")
                && seen.Conditions.Contains($"imageFile {Directory}/{archive} could not be loaded", StringComparison.Ordinal));
        }
    }

    [Theory]
    [ClassData<LabEngines>]
    public async Task ImageFile_ReplacedMissingOrOfAnotherImage_ReplacesKeepsOrPulls(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        (await lab.ShellAsync($"{MakeArchives}\ncp docker-1.tar web.tar")).Succeeded();
        var registry = await Registry.StartAsync(lab);
        await registry.PushAsync("localhost/oci-demo/web:2", "web:1");
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Web(engine, $"{Directory}/web.tar"));
        await controller.AwaitAnswerAsync(Port, "hello from web 1");
        var container = await controller.ContainerAsync(engine, "web");

        // Other content under the same path.
        var cursor = await lab.JournalCursorAsync();
        (await lab.ShellAsync($"cd {Directory}; cp docker-2.tar new.tar; mv new.tar web.tar; systemctl reload {Controller.Unit}"))
            .Succeeded();
        await controller.AwaitLogAsync(cursor, "web: InputsChanged: ");
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
        container = await controller.ContainerAsync(engine, "web", otherThan: container);

        // A file that is not there: what runs goes on.
        await controller.DropAsync("web", Web(engine, $"{Directory}/nowhere.tar"));
        await controller.SettleAsync();
        await controller.DropAsync("web", Web(engine, $"{Directory}/nowhere.tar", edition: "2"));
        await controller.AwaitAsync("web", "says which file is missing", seen => seen.Has("Degraded", "True", "ImageFileNotFound")
            && seen.Conditions.Contains($"{Directory}/nowhere.tar does not exist", StringComparison.Ordinal));
        Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));

        // An archive of another image: said, and pulled as if there were none.
        cursor = await lab.JournalCursorAsync();
        await controller.EditAsync("web", Web(engine, $"{Directory}/docker-1.tar", image: Registry.Image("web:1")));
        await controller.AwaitLogAsync(
            cursor, $"ImageNameDiffers: imageFile {Directory}/docker-1.tar does not hold {Registry.Image("web:1")}");
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
        Assert.True(await registry.AsksAsync("web") > 0, "nothing was pulled");
    }

    private static string Web(string engine, string file, string edition = "1", string image = Image) => Manifest.Of("web", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = image,
        ["imageFile"] = file,
        ["ports"] = Manifest.Strings($"{Port}:80"),
        ["labels"] = new JsonObject { ["edition"] = edition },
    });
}
