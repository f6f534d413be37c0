using OciReconciler.Images;
using OciReconciler.UnitTests.Files;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>Files with the plain text of secrets.</summary>
[Collection(nameof(WholeProcess))]
public sealed class SecretStoreTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly Secret Db = SampleSecret.File();
    private static readonly Secret Newer = SampleSecret.File(number: 3);
    private readonly SecretFixture _fixture = new();

    public static TheoryData<string, string> Environments => new()
    {
        { "A=1\nB=2 3\n\n# comment\nC=\n", "" },
        { "A=1\r\nB=2\r\n", "" },
        { "A", "line 1 is no NAME=VALUE" },
        { "A=1\n=2", "line 2 is no NAME=VALUE" },
        { "A B=1", "line 1 has a name with other characters than letters, digits, '_', '.' and '-'" },
        { "A=1\0", "line 1 has a control character in it" },
        { "-----BEGIN PRIVATE KEY-----\nhunter2", "line 1 is no NAME=VALUE" },
    };

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0x3F)]
    [InlineData(0x1FF)]
    public async Task Ensure_WhateverTheUmask_FilesAreRootsAlone(int umask)
    {
        var before = Native.SetUmask((uint)umask);
        try
        {
            await _fixture.EnsureAsync(SecretFixture.Spec(Db, Db with { Name = "open", Mode = "0444" }));
        }
        finally
        {
            _ = Native.SetUmask(before);
        }

        Assert.Equal(3, _fixture.Files().Count(file => file.EndsWith(" 711", StringComparison.Ordinal)
            || file.EndsWith(" 700", StringComparison.Ordinal) || file.EndsWith(" 600", StringComparison.Ordinal)));
        Assert.Contains("secrets 711", _fixture.Files());
        Assert.Contains("secrets/web 700", _fixture.Files());
        Assert.Contains($"secrets/web/db-{Db.Ciphertext.Digest} 600", _fixture.Files());
        Assert.Contains(_fixture.Files(), file => file.StartsWith("secrets/web/open-", StringComparison.Ordinal)
            && file.EndsWith(" 444", StringComparison.Ordinal));
        Assert.Equal("A=plain text", File.ReadAllText(Path.Combine(_fixture.Directory, "web", $"db-{Db.Ciphertext.Digest}")));
        Assert.Empty(_fixture.Owners);
    }

    [Fact]
    public async Task Ensure_PodmanOfAUser_FileIsThatUsersAndOthersMayPass()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db) with { Podman = new PodmanOptions(SdNotify.Conmon, "alice") });

        Assert.Equal([$"4242:{LibC.EffectiveGroup()}"], _fixture.Owners);
        Assert.Contains("secrets/web 711", _fixture.Files());
        Assert.DoesNotContain(_fixture.Files(), file => file.Contains(Db.Ciphertext.Digest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_Owner_IsGivenToIt()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db with { Owner = "1000:1001", Mode = "0440" }));

        Assert.Equal(["1000:1001"], _fixture.Owners);
        Assert.Contains(_fixture.Files(), file => file.EndsWith(" 440", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_FilesAreThere_NothingIsDecrypted()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        await _fixture.NewStore().EnsureAsync(SecretFixture.Spec(Db), TestContext.Current.CancellationToken);

        Assert.Equal(["web/db"], _fixture.Decrypted);
    }

    [Fact]
    public async Task Ensure_FileIsAnothers_IsMadeAgain()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        var path = Path.Combine(_fixture.Directory, "web", $"db-{Db.Ciphertext.Digest}");
        File.SetUnixFileMode(path, (UnixFileMode)0x1B6);
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        File.Delete(path);
        File.CreateSymbolicLink(path, "/etc/passwd");
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));

        Assert.Equal(3, _fixture.Decrypted.Count);
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal(AtomicFile.PrivateMode, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Ensure_NoSecrets_MakesNothing()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec());

        Assert.Empty(_fixture.Files());
        Assert.False(_fixture.Store.NeedsSweep(Web));
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task Ensure_Environment_IsListOfVariablesOrErrorWithoutItsText(string plain, string problem)
    {
        _fixture.Plain = plain;
        var failure = await Record.ExceptionAsync(() => _fixture.EnsureAsync(SecretFixture.Spec(SampleSecret.Environment())));

        if (problem.Length == 0)
        {
            Assert.Null(failure);
            return;
        }

        var refused = Assert.IsType<ImagePrepareException>(failure);
        Assert.Equal(Reasons.SecretNotEnvironment, refused.Reason);
        Assert.Equal(
            $"Secret env becomes environment, and {problem}. Write one NAME=VALUE a line, and encrypt it anew.", refused.Message);
    }

    [Fact]
    public async Task Ensure_PlainText_IsClearedAfterwards()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));

        Assert.All(Assert.Single(_fixture.Buffers), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task Ensure_CannotBeWritten_SaysSo()
    {
        File.WriteAllText(_fixture.Directory, "");
        var failure = await Assert.ThrowsAsync<ImagePrepareException>(() => _fixture.EnsureAsync(SecretFixture.Spec(Db)));

        Assert.Equal(Reasons.SecretNotWritten, failure.Reason);
        Assert.True(failure.IsTransient);
        Assert.DoesNotContain(".tmp", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_VersionsThatAreGone_AreRemovedAndOthersStay()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        await _fixture.EnsureAsync(SecretFixture.Spec(Newer, SampleSecret.Environment()));
        File.WriteAllText(Path.Combine(_fixture.Directory, "web", ".new-1.tmp"), "left by a killed writer");
        await SweepAsync(isLast: false, SecretFixture.Spec(Db), SecretFixture.Spec(Newer));

        Assert.Equal(
            ["secrets", "secrets/web", $"secrets/web/db-{Db.Ciphertext.Digest}", $"secrets/web/db-{Newer.Ciphertext.Digest}"],
            Names());
        Assert.True(_fixture.Store.NeedsSweep(Web));

        await SweepAsync(isLast: true, SecretFixture.Spec(Newer));
        Assert.Equal(["secrets", "secrets/web", $"secrets/web/db-{Newer.Ciphertext.Digest}"], Names());
        Assert.False(_fixture.Store.NeedsSweep(Web));
    }

    [Fact]
    public async Task Sweep_VersionWithoutSecrets_RemovesTheDirectory()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        await SweepAsync(isLast: true, SecretFixture.Spec(Db));
        await _fixture.EnsureAsync(SecretFixture.Spec());
        Assert.True(_fixture.Store.NeedsSweep(Web));
        await SweepAsync(isLast: true, SecretFixture.Spec());

        Assert.Equal(["secrets"], Names());
    }

    [Fact]
    public async Task RemoveExcept_AfterARestart_RemovesWhatIsGoneAndLooksAtTheRest()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        await _fixture.EnsureAsync(SecretFixture.Spec(Db) with { Key = new WorkloadKey("gone") });
        Directory.CreateDirectory(Path.Combine(_fixture.Directory, "not a workload"));
        var store = _fixture.NewStore();
        await store.RemoveExceptAsync(new HashSet<WorkloadKey> { Web }, TestContext.Current.CancellationToken);

        Assert.Equal(["secrets", "secrets/not a workload", "secrets/web", $"secrets/web/db-{Db.Ciphertext.Digest}"], Names());
        Assert.True(store.NeedsSweep(Web));
    }

    /// <summary>While the bus is away at a start, nobody tells the store which workloads there are.</summary>
    [Fact]
    public async Task Sweep_FilesOfAnEarlierProcess_AreLookedForWithoutBeingToldOf()
    {
        await _fixture.EnsureAsync(SecretFixture.Spec(Db));
        var store = _fixture.NewStore();
        Assert.True(store.NeedsSweep(Web));
        await store.SweepAsync(Web, [SecretFixture.Spec()], isLast: true, TestContext.Current.CancellationToken);

        Assert.Equal(["secrets"], Names());
        Assert.False(store.NeedsSweep(Web));
    }

    private Task SweepAsync(bool isLast, params WorkloadSpec[] kept) =>
        _fixture.Store.SweepAsync(Web, kept, isLast, TestContext.Current.CancellationToken);

    private IEnumerable<string> Names() => _fixture.Files().Select(file => file[..file.LastIndexOf(' ')]);
}
