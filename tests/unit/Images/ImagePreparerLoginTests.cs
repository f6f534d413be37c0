using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public sealed class ImagePreparerLoginTests : IDisposable
{
    private const string Image = PrepareFixture.Image;
    private readonly PrepareFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("pw\n", "pw")]
    [InlineData("pw\r\n", "pw")]
    [InlineData("pw\n\n", "pw\n")]
    [InlineData(" p w ", " p w ")]
    public async Task Pull_LoginOfTheImagesRegistry_GoesAlongWithoutTheLastNewline(string file, string sent)
    {
        _fixture.Login(password: file);
        await _fixture.PrepareAsync();
        Assert.Equal((Image, sent), Assert.Single(_fixture.Engine.Pulls));
        Assert.Empty(_fixture.Engine.Logins);
    }

    [Fact]
    public async Task Pull_LoginOfAnotherRegistry_IsVerifiedByItselfAndPullIsAnonymous()
    {
        _fixture.Login(registry: "other.test");
        await _fixture.PrepareAsync();
        Assert.Equal(("other.test", "pw"), Assert.Single(_fixture.Engine.Logins));
        Assert.Equal((Image, null), Assert.Single(_fixture.Engine.Pulls));
    }

    [Fact]
    public async Task Pull_DockerHubByAnotherName_GetsTheCredentials()
    {
        _fixture.Login(registry: "https://index.docker.io/v1/");
        _fixture.Spec = _fixture.Spec with { Image = "nginx:1" };
        _fixture.Engine.Registry["nginx:1"] = "sha256:hub";
        await _fixture.PrepareAsync();
        Assert.Equal("pw", Assert.Single(_fixture.Engine.Pulls).Password);
    }

    [Fact]
    public async Task Pull_IncompleteLogin_DoesNotCount()
    {
        _fixture.Spec = _fixture.Spec with { Login = new RegistryLogin("registry.test", null, "/missing") };
        await _fixture.PrepareAsync();
        Assert.Null(Assert.Single(_fixture.Engine.Pulls).Password);
    }

    [Theory]
    [InlineData(nameof(EngineFailure.Unauthorized))]
    [InlineData(nameof(EngineFailure.Denied))]
    public async Task Pull_LoginRefusedAndNothingLocal_SaysBoth(string failure)
    {
        _fixture.Login();
        _fixture.Engine.PullFailure = _ => new EngineException(Enum.Parse<EngineFailure>(failure), "unauthorized: authentication required");
        var thrown = await _fixture.FailAsync();
        Assert.Equal(Reasons.LoginFailed, thrown.Reason);
        Assert.StartsWith("image doesn't exist locally and login failed", thrown.Message, StringComparison.Ordinal);
        Assert.True(thrown.IsTransient);
        Assert.DoesNotContain("pw", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_LoginRefusedAndImageLocal_WarnsAndGoesOn()
    {
        _fixture.Login();
        _fixture.Engine.Local[Image] = "sha256:local";
        _fixture.Engine.PullFailure = _ => new EngineException(EngineFailure.Unauthorized, "unauthorized");
        _fixture.Spec = _fixture.Spec with { Pull = PullPolicy.Always };
        var prepared = await _fixture.PrepareAsync();
        Assert.Equal("sha256:local", prepared.Id);
        Assert.Contains("login to registry.test as alice failed", Assert.Single(prepared.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoPullNeeded_LoginRefused_Warns()
    {
        _fixture.Login();
        _fixture.Engine.Local[Image] = "sha256:local";
        _fixture.Engine.LoginFailure = new EngineException(EngineFailure.Unauthorized, "401 Unauthorized");
        var prepared = await _fixture.PrepareAsync();
        Assert.Equal("sha256:local", prepared.Id);
        Assert.Contains("401", Assert.Single(prepared.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoPullNeeded_Unchanged_AsksNobody()
    {
        _fixture.Login();
        _fixture.Engine.Local[Image] = "sha256:local";
        await _fixture.PrepareAsync(PrepareReason.Unchanged);
        Assert.Empty(_fixture.Engine.Logins);
    }

    [Fact]
    public async Task OtherRegistrysLogin_RefusedAndNothingLocal_Fails()
    {
        _fixture.Login(registry: "other.test");
        _fixture.Engine.LoginFailure = new EngineException(EngineFailure.Unauthorized, "401");
        Assert.Equal(Reasons.LoginFailed, (await _fixture.FailAsync()).Reason);
        Assert.Empty(_fixture.Engine.Pulls);
    }

    [Fact]
    public async Task OtherRegistrysLogin_OverPlainHttp_FindsNothingOutAndGoesOn()
    {
        _fixture.Login(registry: "other.test");
        _fixture.Engine.LoginFailure = new EngineException(EngineFailure.PlainHttp, "http: server gave HTTP response to HTTPS client");
        Assert.Empty((await _fixture.PrepareAsync()).Warnings);
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    public async Task PasswordFile_Unusable_IsAFailedLogin(string? content, string says)
    {
        _fixture.Login(password: content ?? "");
        if (content is null) File.Delete(_fixture.Spec.Login!.PasswordFile!);
        var thrown = await _fixture.FailAsync();
        Assert.Equal(Reasons.LoginFailed, thrown.Reason);
        Assert.Contains($"{_fixture.Spec.Login!.PasswordFile} {says}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_AsText_HaveNoPassword() =>
        Assert.Equal("alice at registry.test", new RegistryCredentials("registry.test", "alice", "secret").ToString());
}
